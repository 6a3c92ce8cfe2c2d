"""Printing: an answer as it reads in a terminal, and every step that led to it with its figures."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from bot.catalog.aspects import Asked
from bot.catalog.finding import Found
from bot.money import Money
from bot.render.filters import money
from bot.value.answers.composing import Answer
from bot.value.answers.decided import Decided, Topic

_DATE = re.compile(r"<!date\^(\d+)\^[^|>]*\|[^>]*>")
_MARK = re.compile(r"<([@#])([^>|]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<([^>|]+)\|([^>]+)>")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")


def message(payload: Mapping[str, Any], names: Mapping[str, str], zone: str) -> Iterator[str]:
    """Yield the lines of a message; `names` are people and channels by their Slack id."""
    for block in payload["blocks"]:
        yield from (_read(line, names, zone) for line in _lines(block))


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block["type"]
    texts = [block["text"], *block.get("fields", ())] if "text" in block else block.get("fields", ())
    for text in texts:
        yield from [*text["text"].splitlines(), ""]
    if kind == "context":
        yield from [*(f"  {each['text']}" for each in block["elements"] if "text" in each), ""]
    buttons = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ())]
    labels = [f"[{each['text']['text']}]" for each in buttons if each["type"] == "button"]
    if labels:
        yield " ".join(labels)


def _read(line: str, names: Mapping[str, str], zone: str) -> str:
    """Return a line of mrkdwn as a person reads it."""
    line = _DATE.sub(
        lambda found: (
            f"{datetime.fromtimestamp(int(found[1]), UTC).astimezone(ZoneInfo(zone)):%d %b %Y, %H:%M}"
        ),
        line,
    )
    line = _MARK.sub(lambda found: names.get(found[2], found[2]), line)
    return unescape(_BOLD.sub(r"\1", _LINK.sub(r"\2", line))).replace("```", "")


def steps(decided: Decided | None, reply: Answer) -> Iterator[str]:
    """Yield how the answer came about: understood, found, decided, answered; nothing is found for manners."""
    yield from _looked_up(decided) if decided else ("understood", "  manners     nothing is asked")
    yield "answered"
    yield f"  {reply.template}, {reply.kind}, {reply.aspect}"
    if wish := reply.facts.get("wish"):
        yield f"  wish        {wish.kind}{f' of {wish.service}' if wish.service else ''}"
    for part in reply.facts.get("parts", ()):
        yield from (f"  {name:<11} {value}" for name, value in _figures(part))


def _looked_up(decided: Decided) -> Iterator[str]:
    yield "understood"
    yield f"  cleaned     {decided.text}"
    for asked, found in zip(decided.asked, decided.found, strict=True):
        yield from _understood(asked, found)
    yield "found"
    for found in decided.found:
        yield from _found(found)
    yield "decided"
    for found in decided.found:
        yield from _thresholds(found)
    yield f"  {decided.kind}"
    yield from (f"  topic       {_topic(topic)}" for topic in decided.topics)
    yield from (f"  left out    {each}" for each in decided.left)
    yield from (
        f"  nearest     {match.title} ({match.confidence:.3f})"
        for match in decided.nearest
        if decided.kind != "answer"
    )


def _understood(asked: Asked, found: Found) -> Iterator[str]:
    slots = {
        name: getattr(asked, name)
        for name in ("quantity", "minutes", "moment", "turn", "number")
        if getattr(asked, name)
    }
    yield f"  asks        {asked.aspect or 'what it is'}: {asked.text}"
    yield from (f"  {name:<11} {value}" for name, value in slots.items())
    trace = found.trace
    if trace:
        yield f"  words       {' '.join(trace.words) or '(none that tell)'}"
        yield from (f"  repaired    {typed} → {read}" for typed, read in trace.repairs)
        yield from (f"  names       {word} → {service}" for word, service in trace.names)


def _found(found: Found) -> Iterator[str]:
    if found.trace is None:
        return
    yield f"  by          {found.trace.encoder or 'words only'}"
    yield "  score  sure   closest center words learned named said  entry"
    for each in found.trace.candidates:
        figures = (
            each.match.score,
            each.match.confidence,
            each.closest,
            each.center,
            each.relevance,
            each.learned,
        )
        shown = "  ".join(f"{figure:.3f}" for figure in figures)
        yield f"  {shown}  {each.named:.0f}     {each.said:.0f}     {each.match.title}"


def _thresholds(found: Found) -> Iterator[str]:
    if found.trace is None:
        return
    trace = found.trace
    yield (
        f"  answer from {trace.thresholds.answer:.3f}, choices from {trace.thresholds.choices:.3f},"
        f" lead {trace.lead:.3f}: {trace.kind} ({trace.reason})"
    )


def _topic(topic: Topic) -> str:
    of = f" of {topic.service}" if topic.service else ""
    on = f" on {topic.tier}" if topic.tier else ""
    entry = f", {topic.match.title}" if topic.match and topic.match.kind != "service" else ""
    return f"{topic.aspect}{of}{on}{entry}"


def _figures(part: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the figures of one part, as they go into its words."""
    for name, value in part.items():
        if name not in ("service", "aspect") and value not in (None, (), [], False):
            yield name, _figure(value)


def _figure(value: Any) -> str:
    if isinstance(value, Money):
        return money(value)
    if is_dataclass(value):
        return f"({', '.join(f'{each.name} {_figure(getattr(value, each.name))}' for each in fields(value))})"
    if isinstance(value, list | tuple):
        return "; ".join(_figure(each) for each in value)
    return str(value)
