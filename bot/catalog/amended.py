"""Amended: what people added in Slack, put into what the files say, before it is checked like all the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.catalog.amendments import Amendment
from bot.catalog.mistakes import Mistake
from bot.catalog.sheets import Sheet, Way, of_service

GENERAL = "general.yaml"
WITHDRAW = "Withdraw it, or bring back what it is about."


class Lost(Exception):  # noqa: N818  # it names what happened
    """What an addition is about is no longer in the files."""


class Amended(NamedTuple):
    """The files with the additions in them, and a word on each that found no place."""

    general: Sheet
    services: list[Sheet]
    lost: list[Mistake]


@dataclass
class AmendedSheet(Sheet):
    """A file with additions: a mistake in one is told as what somebody added, not as a line of the file."""

    added: dict[Way, str] = field(default_factory=dict)

    def mistake(self, way: Way, message: str, suggestion: str | None = None, *, key: bool = False) -> Mistake:
        """Return a mistake in the addition that wrote this, or at its line when the file did."""
        for length in range(len(way), -1, -1):
            if way[:length] in self.added:
                return Mistake(self.added[way[:length]], 0, message, suggestion)
        return super().mistake(way, message, suggestion, key=key)


def apply(general: Sheet, services: Sequence[Sheet], amendments: Iterable[Amendment]) -> Amended:
    """Return the sheets as they are with the additions; the sheets that are given stay as they were."""
    sheets = {sheet.file: sheet for sheet in (general, *services)}
    lost = []
    for amendment in amendments:
        file, label = file_of(amendment), label_of(amendment)
        sheet = sheets.get(file)
        if sheet is None and is_whole(amendment):
            sheet = AmendedSheet(file, {}, added={(): label})
        if sheet is not None and sheet.mistakes:
            continue  # the file has to be mended first; its mistakes are told
        try:
            sheets[file] = _with(sheet, amendment, label)
        except Lost as gone:
            lost.append(Mistake(label, 0, str(gone), WITHDRAW))
    amended = [sheet for file, sheet in sorted(sheets.items()) if file != general.file]
    return Amended(sheets[general.file], amended, lost)


def file_of(amendment: Amendment) -> str:
    """Return the file that an addition belongs into, relative to the catalog's folder."""
    return of_service(amendment.service) if amendment.service else GENERAL


def label_of(amendment: Amendment) -> str:
    """Return how an addition is called where a file's name would stand."""
    on = f"{amendment.at:%d %b %Y}".lstrip("0")
    return f"what {amendment.name or amendment.by} added on {on} (number {amendment.id})"


def is_whole(amendment: Amendment) -> bool:
    """Tell whether this is a service's whole file, not a change of one."""
    return amendment.kind == "service" and "key" in amendment.facts


def put(data: Any, kind: str, facts: Mapping[str, Any]) -> list[Way]:
    """Put an addition into what a file says, in place, and return where; a second time changes nothing.

    Raises Lost when the file no longer has what it is about.
    """
    return _PUT[kind](data, facts)


def are_in(sheet: Sheet, amendments: Iterable[Amendment]) -> bool:
    """Tell whether a file says already what these additions would make it say."""
    data = thaw(sheet.data)
    try:
        for amendment in amendments:
            put(data, amendment.kind, amendment.said)
    except Lost:
        return False
    return bool(data == thaw(sheet.data))


def _with(sheet: Sheet | None, amendment: Amendment, label: str) -> AmendedSheet:
    if sheet is None:
        raise Lost(f"`{amendment.service}` is no service.")
    data, known = thaw(sheet.data), sheet.added if isinstance(sheet, AmendedSheet) else {}
    if data and is_whole(amendment) and () in known:
        raise Lost(f"`{amendment.service}` is in {known[()]} already.")
    ways = put(data, amendment.kind, amendment.said)
    added = {**known, **dict.fromkeys(ways, label)}
    return AmendedSheet(sheet.file, freeze(data), sheet.keys, sheet.values, [], added)


def _put_service(data: Any, facts: Mapping[str, Any]) -> list[Way]:
    """Write a whole service where there is none yet, or those keys of one that change."""
    if not data:
        data.update(facts)
    elif "key" in facts:
        return []
    for name, value in facts.items():
        _set(data, name, value)
    return [(name,) for name in facts]


def _put_faq(data: Any, facts: Mapping[str, Any]) -> list[Way]:
    """Answer a question, or answer it anew: ways to ask are kept, the words and the date are the newer."""
    faqs = _many(data, "faqs")
    at = _position(faqs, "question", facts.get("question"))
    if at is None:
        faqs.append(facts)
        return [("faqs", len(faqs) - 1)]
    for name, value in facts.items():
        if name == "phrasings":
            for phrasing in value:
                _add_word(_many(faqs[at], "phrasings"), phrasing)
        else:
            _set(faqs[at], name, value)
    return [("faqs", at)]


def _put_phrasing(data: Any, facts: Mapping[str, Any]) -> list[Way]:
    question = facts.get("question")
    if question is None:
        return [("words", _add_word(_many(data, "words"), facts["phrasing"]))]
    faqs = _many(data, "faqs")
    at = _position(faqs, "question", question)
    if at is None:
        raise Lost(f"Nobody answers `{question}` any more.")
    return [("faqs", at, "phrasings", _add_word(_many(faqs[at], "phrasings"), facts["phrasing"]))]


def _put_impact(data: Any, facts: Mapping[str, Any]) -> list[Way]:
    impact = data.get("impact")
    if not isinstance(impact, dict):
        _set(data, "impact", facts)
        return [("impact",)]
    for name, value in facts.items():
        _set(impact, name, value)
    for name in [each for each in impact if each not in facts]:
        del impact[name]
    return [("impact",)]


def _put_agreement(data: Any, facts: Mapping[str, Any]) -> list[Way]:
    """Write who agreed to a level's targets and when, or take out what is promised no longer."""
    tiers = _many(data, "tiers")
    at = _position(tiers, "name", facts["tier"])
    if at is None:
        raise Lost(f"There is no level `{facts['tier']}` any more.")
    said = {name: value for name, value in facts.items() if name != "tier"}
    agreed = {name: value for name, value in said.items() if value is not None}
    for name, value in agreed.items():
        _set(tiers[at], name, value)
    for name in [each for each in said if each not in agreed and each in tiers[at]]:
        del tiers[at][name]
    return [("tiers", at, name) for name in agreed]


_PUT: dict[str, Callable[[Any, Mapping[str, Any]], list[Way]]] = {
    "service": _put_service,
    "faq": _put_faq,
    "phrasing": _put_phrasing,
    "impact": _put_impact,
    "agreement": _put_agreement,
}


def _many(data: Any, name: str) -> list[Any]:
    """Return a list of the file, which may not be there yet."""
    if not data.get(name):
        _set(data, name, [])
    found = data[name]
    if not isinstance(found, list):
        raise Lost(f"`{name}` is no list.")
    return found


def _position(many: list[Any], name: str, wanted: Any) -> int | None:
    """Return where the entry of this name is; capitals do not tell two questions apart."""
    lower = str(wanted).strip().lower()
    named = [str(each.get(name, "")).strip().lower() if isinstance(each, dict) else None for each in many]
    return named.index(lower) if lower in named else None


def _add_word(words: list[Any], word: str) -> int:
    if word not in words:
        words.append(word)
    return words.index(word)


def _set(data: Any, name: str, value: Any) -> None:
    """Write one key; a new one before the last, so that what is noted under a group stays under it."""
    if name in data or not data:
        data[name] = value
    elif hasattr(data, "insert"):
        data.insert(len(data) - 1, name, value)
    else:
        last, kept = data.popitem()
        data.update({name: value, last: kept})


def thaw(value: Any) -> Any:
    """Return a copy in which lists can be added to."""
    if isinstance(value, Mapping):
        return {name: thaw(each) for name, each in value.items()}
    return [thaw(each) for each in value] if isinstance(value, list | tuple) else value


def freeze(value: Any) -> Any:
    """Return a copy in which lists are tuples, as they are read from files."""
    if isinstance(value, Mapping):
        return {name: freeze(each) for name, each in value.items()}
    return tuple(freeze(each) for each in value) if isinstance(value, list | tuple) else value
