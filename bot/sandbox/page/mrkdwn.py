"""Slack's mrkdwn as safe HTML: whatever the text holds, only the tags written here come out."""

import re

from markupsafe import Markup, escape

from bot.sandbox.page.emoji import with_signs
from bot.sandbox.page.reader import Reader

_STASH = re.compile("\ue000(\\d+)\ue001")
_FENCE = re.compile(r"\n?```\n?(.+?)\n?```\n?", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_ANGLE = re.compile("<([^<>\n\ue000\ue001]+)>")
_ADDRESS = re.compile(r"https?://[^\s<>|\"'\ue000\ue001]*[^\s<>|\"'\ue000\ue001.,;:!?)\]}]")
_STYLED = {
    "*": (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), "strong"),
    "_": (re.compile(r"(?<!\w)_(?=[^\s_])([^\n]{0,600}?[^\s_])_(?!\w)"), "em"),
    "~": (re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])"), "s"),
}
_DATE = re.compile(r"!date\^(-?\d{1,12})\^([^^|]*)(?:\^([^|]*))?(?:\|(.*))?\Z", re.DOTALL)
_SAFE = ("https://", "http://", "mailto:", "tel:", "slack:")


def draw(text: str, reader: Reader, *, verbatim: bool = False) -> Markup:
    """Return the HTML of a mrkdwn text as this reader sees it. `verbatim` leaves bare addresses unlinked."""
    stash: list[Markup] = []

    def keep(markup: Markup) -> str:
        stash.append(markup)
        return f"\ue000{len(stash) - 1}\ue001"

    text = text.replace("\ue000", "").replace("\ue001", "")
    text = _FENCE.sub(lambda match: keep(Markup("<pre>{}</pre>").format(plain(match[1]))), text)
    text = _CODE.sub(lambda match: keep(Markup("<code>{}</code>").format(plain(match[1]))), text)
    text = _ANGLE.sub(lambda match: keep(_reference(match[1], reader)), text)
    if not verbatim:
        text = _ADDRESS.sub(lambda match: keep(anchor(plain(match[0]), plain(match[0]))), text)
    return _unstash(_lines(with_signs(text)), stash)


def plain(text: str) -> str:
    """Return the characters behind Slack's three entities."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def anchor(address: str, label: str | Markup) -> Markup:
    """Return a link; an address of another kind than web, mail or phone is shown as its label only."""
    if not address.lower().startswith(_SAFE):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, label)


def mention(person: str, reader: Reader, name: str | None = None) -> Markup:
    """Return the chip for a person, marked when it is the reader."""
    known = reader.people.get(person) or name or person
    kind = "mention mention-me" if person == reader.person else "mention"
    return Markup('<span class="{}" data-person="{}">@{}</span>').format(kind, person, known)


def channel(place: str, reader: Reader, name: str | None = None) -> Markup:
    """Return the chip for a channel, which leads to it."""
    known = reader.channels.get(place) or name or place
    return Markup('<a class="mention" data-channel="{}" href="../c/{}">#{}</a>').format(place, place, known)


def dated(seconds: int, pattern: str, link: str | None, fallback: str, reader: Reader) -> Markup:
    """Return an instant as the reader's own clock shows it; an impossible one as its fallback."""
    try:
        words = Markup('<time title="{}">{}</time>').format(
            reader.full(seconds), reader.spell(seconds, pattern)
        )
    except (OverflowError, ValueError, OSError):
        return escape(fallback)
    return anchor(link, words) if link else words


def _reference(inside: str, reader: Reader) -> Markup:
    target, _, label = inside.partition("|")
    name = plain(label) or None
    if re.fullmatch(r"@[UW]\w+", target):
        return mention(target[1:], reader, name)
    if re.fullmatch(r"#[CG]\w+", target):
        return channel(target[1:], reader, name)
    if match := _DATE.match(plain(inside)):
        return dated(int(match[1]), match[2], match[3], match[4] or "", reader)
    if target.startswith("!"):
        word = (name or target[1:].partition("^")[2] or target[1:]).removeprefix("@")
        return Markup('<span class="mention mention-me">@{}</span>').format(word)
    if target.lower().startswith(_SAFE):
        shown = name or plain(target).removeprefix("mailto:").removeprefix("tel:")
        return anchor(plain(target), with_signs(shown))
    return escape(f"<{plain(inside)}>")


def _lines(text: str) -> Markup:
    out: list[Markup] = []
    quote: list[Markup] = []
    for line in [*text.split("\n"), None]:
        opened = _quoted(line) if line is not None else None
        if opened is not None:
            quote.append(_styled(opened))
            continue
        if quote:
            out.append(Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(quote)))
            quote = []
        if line is not None:
            out.append(_line(line))
    return _joined(out)


def _quoted(line: str) -> str | None:
    for sign in ("&gt;", ">"):
        if line.startswith(sign):
            return line.removeprefix(sign).removeprefix(" ")
    return None


def _line(line: str) -> Markup:
    if line.startswith("• "):
        return Markup('<span class="bullet">{}</span>').format(_styled(line[2:]))
    return _styled(line)


def _joined(parts: list[Markup]) -> Markup:
    """Join lines with breaks, except around what already stands on lines of its own."""
    out = Markup()
    for before, part in zip([Markup(), *parts], parts, strict=False):
        alone = any(side.startswith(("<blockquote>", '<span class="bullet">')) for side in (before, part))
        out += part if part is parts[0] or alone else Markup("<br>") + part
    return out


def _styled(text: str, signs: str = "*_~") -> Markup:
    """Escape, and put tags for bold, italic and strike; a style never nests in itself, so this ends."""
    out = Markup()
    while found := [match for sign in signs if (match := _STYLED[sign][0].search(text))]:
        match = min(found, key=lambda each: each.start())
        sign = match[0][0]
        tag = Markup(_STYLED[sign][1])
        inner = _styled(match[1], signs.replace(sign, ""))
        out += escape(plain(text[: match.start()])) + Markup("<{0}>{1}</{0}>").format(tag, inner)
        text = text[match.end() :]
    return out + escape(plain(text))


def _unstash(drawn: Markup, stash: list[Markup]) -> Markup:
    return Markup(_STASH.sub(lambda match: stash[int(match[1])], drawn))
