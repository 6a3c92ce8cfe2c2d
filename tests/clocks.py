"""Which modules tell the time: freezegun goes through all that are imported, each time that a clock is stopped."""

import sys
from types import ModuleType

from freezegun import api


class Telling:
    """Stands in for `sys` in freezegun: of all modules it has those that hold what tells the time, true or frozen."""

    def __init__(self) -> None:
        self._looked_at: set[str] = set()
        self._found: dict[str, ModuleType] = {}

    @property
    def modules(self) -> dict[str, ModuleType]:
        """Return them; modules imported since the last time are looked at first."""
        if len(sys.modules) != len(self._looked_at):
            for name in [*self._looked_at - sys.modules.keys()]:
                self._looked_at.discard(name)
                self._found.pop(name, None)
            for name, module in [*sys.modules.items()]:
                if name not in self._looked_at:
                    self._looked_at.add(name)
                    if _tells(module):
                        self._found[name] = module
        return self._found


def _tells(module: ModuleType) -> bool:
    held = {id(value) for value in vars(module).values()} if hasattr(module, "__dict__") else set()
    return not held.isdisjoint(_CLOCKS)


_CLOCKS = api._real_time_object_ids | {
    id(value) for name, value in vars(api).items() if name.startswith(("fake_", "Fake"))
}
