"""Forms: what a service asks of whoever orders it, and which teams deliver it together."""

from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic.dataclasses import dataclass
from pydantic_core import SchemaError, SchemaValidator, core_schema

from bot.catalog.written import STRICT, Email, Price, Shaped, Text

FieldKey = Annotated[str, Shaped(r"[a-z][a-z0-9_]*", "a short name in small letters, such as first_day")]
YES_NO = ("yes", "no")


@lru_cache
def shape(pattern: str) -> SchemaValidator | None:
    """Return what tells whether a text has this shape, None where that could take for ever.

    It takes time by the length of the text, whatever the pattern: none looks around or back.
    """
    try:
        return SchemaValidator(core_schema.str_schema(pattern=f"^(?:{pattern})$", regex_engine="rust-regex"))
    except SchemaError:
        return None


def _read_answer(value: Any) -> Any:
    """Return what YAML takes for true or false as the words that were written."""
    return YES_NO[not value] if isinstance(value, bool) else value


Answer = Annotated[
    Text, BeforeValidator(_read_answer), WithJsonSchema({"type": ["string", "boolean"], "minLength": 1})
]
Condition = dict[str, tuple[Answer, ...]]


@dataclass(frozen=True, config=STRICT)
class FormField:
    """One thing that the order form of a service asks, beside the level, how many and from when."""

    key: FieldKey
    """A short name in small letters, for `when` and for exports: `first_day`."""
    label: Text
    """The question as people read it."""
    kind: Literal[
        "text", "long_text", "number", "choice", "choices", "person", "people", "date", "file", "yes_no"
    ] = "text"
    """What is filled in."""
    options: tuple[Text, ...] = ()
    """What can be chosen, for `choice` and `choices`."""
    required: bool = True
    """Whether it must be filled in."""
    hint: Text | None = None
    """What helps to fill it in."""
    step: Text | None = None
    """The title of the page it stands on; fields of one step follow one another."""
    when: Condition = Field(default_factory=dict)
    """Asked only if these fields, which come before it, hold one of these values; `tier` is the level ordered."""
    least: int | None = None
    """The smallest number, the shortest text, the fewest chosen, or the first day counted from today."""
    most: int | None = None
    """The largest number, the longest text, the most chosen, or the last day counted from today."""
    pattern: Text | None = None
    """The shape of a text, as a regular expression that must match all of it, and looks neither around nor back."""
    pattern_hint: Text | None = None
    """What is told to people whose text has another shape, with an example."""

    def fits(self, text: str) -> bool:
        """Tell whether a text has the shape that is wanted."""
        wanted = shape(self.pattern) if self.pattern else None
        return wanted is None or wanted.isinstance_python(text)


@dataclass(frozen=True, config=STRICT)
class Part:
    """What one of several teams does for an order of the service."""

    title: Text
    """What is done: "Prepare the accounts"."""
    service: Text
    """Key of the service whose team does it."""
    after: tuple[Text, ...] = ()
    """Titles of the parts that must be done before it begins."""
    when: Condition = Field(default_factory=dict)
    """Only if these fields of the form hold one of these values; `tier` is the level that is ordered."""


@dataclass(frozen=True, config=STRICT)
class OneOffHours:
    """What it takes to keep a service open longer on one day."""

    price_per_hour: Price
    """What the unit that asks pays for each hour begun."""
    on_call: Email | None = None
    """Who is on duty then; without it the team's channel is told."""
