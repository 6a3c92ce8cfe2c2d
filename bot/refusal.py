"""A "no" that always carries a way forward."""

from typing import Any


class Refused(Exception):  # noqa: N818  # a refusal is an answer, not an error
    """Stop what was asked, undo it, and tell the person why and what they can do instead.

    `template` names the words (`orders/over_funding`), `alternatives` names at least one way forward
    that those words offer, and `facts` fill the template.
    """

    def __init__(self, template: str, alternatives: list[str], **facts: Any) -> None:
        if not alternatives:
            raise ValueError(f"{template}: a refusal without an alternative is a dead end")
        super().__init__(template)
        self.template = template
        self.alternatives = alternatives
        self.facts = {**facts, "alternatives": alternatives}
