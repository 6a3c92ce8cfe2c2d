"""Taking in: the errands behind a file that somebody sent; it is read outside any session, after the ack.

A file comes from Slack each time it is needed and is kept nowhere: any worker may be asked.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from bot import clock
from bot.cost import batches, capture, price_lists
from bot.cost.batches import Batch
from bot.cost.capture import Unreadable
from bot.delivery import errands, pictures
from bot.delivery.errands import Later, Trip
from bot.delivery.jobs import Card
from bot.delivery.wire import Declined, TooFast, TooLarge, Unmet
from bot.desk import Desk
from bot.process import kept_forms
from bot.value import importing

LOOK, STORE, UNDO = "import.look", "import.store", "import.undo"
LARGEST = 256 << 20  # bytes
TRIES = 3  # until somebody is told that Slack does not give the file
BUSY = timedelta(seconds=30)
PAUSE = timedelta(seconds=3)  # between two looks at how far it is
LISTED = 10
Facts = Mapping[str, Any]
Work = Callable[[Desk, Trip, Facts, Path], None]


def send(session: Session, errand: str, **facts: Any) -> None:
    """Have a file looked at, stored or taken back, one after the other; `file`, `to`, `thread`, `by` say which."""
    errands.send(session, errand, "import", now=clock.now(), facts=facts)


def show(session: Session, desk: Desk, told: Facts, template: str, **facts: Any) -> None:
    """Have the one message about a file say this."""
    card = card_of(told["file"])
    desk.show(session, card, told["to"], template, thread=told.get("thread"), origin=told["file"], **facts)


def card_of(file: str) -> str:
    """Return how the message about a file is called."""
    return f"import:{file}"


def show_list(session: Session, desk: Desk, person: str, card: str) -> None:
    """Have the list of files that were taken in say how it is now."""
    listed = [importing.facts_of(each) for each in batches.recent(session, LISTED)]
    desk.show(session, card, person, "importing/list", batches=listed, card=card)


def look(desk: Desk, trip: Trip, told: Facts, folder: Path) -> None:
    """Read a file and say what it would bring."""
    _look(desk, trip, told, *_fetch(desk, told["file"], folder))


def _look(desk: Desk, trip: Trip, told: Facts, name: str, path: Path, *, changed: bool = False) -> None:
    """Look at a file that is here; `changed`: it was shown before, and would bring something else by now."""
    rejects = path.with_name("rejected.csv")
    try:
        batch = capture.look(
            desk.db,
            desk.catalog,
            path,
            kind=told.get("kind"),
            columns=told.get("columns"),
            name=name,
            by=told["by"],
            now=clock.now(),
            rejects=rejects,
            words=importing.in_words(desk.renderer),
            progress=_Progress(desk, trip, told, "importing/looking", name),
        )
    except Unreadable as reason:
        _cannot_read(desk, told, name, reason)
        return
    attached = _give_back(desk, name, rejects) if batch.state == "previewed" else None
    with desk.session() as session:
        _show_preview(session, desk, told, batch, attached, changed=changed)


def _cannot_read(desk: Desk, told: Facts, name: str, reason: Unreadable) -> None:
    header = reason.facts.get("header") or []
    kind = reason.facts.get("kind") or reason.facts.get("nearest")
    kind = kind if kind in capture.KINDS else None
    with desk.session() as session:
        if header and kind:
            _keep(session, told, kind, header, {})
        facts = {"name": name, "code": reason.code, "facts": reason.facts, "kind": kind}
        lacks_used = "EffectiveCost" in reason.facts.get("missing", ())
        billed = importing.billed(kind, header, {}) if kind and lacks_used else None
        show(session, desk, told, "importing/trouble", can_map=bool(header and kind), billed=billed, **facts)


def _keep(session: Session, told: Facts, kind: str, header: list[str], columns: Mapping[str, str]) -> None:
    """Remember what the form of the columns shows."""
    kept = {"kind": kind, "header": header, "columns": columns}
    kept_forms.keep(session, told["by"], card_of(told["file"]), kept, clock.now())


def _show_preview(
    session: Session,
    desk: Desk,
    told: Facts,
    seen: Batch,
    attached: dict[str, str] | None,
    *,
    changed: bool,
) -> None:
    batch = session.get_one(Batch, seen.id)
    if batch.state != "previewed":
        show(session, desk, told, "importing/known", batch=importing.facts_of(batch))
        return
    batch.file_id = told["file"]
    _keep(session, told, batch.kind, batch.header, batch.columns)
    is_new = session.get(Card, card_of(told["file"])) is None
    below = bool(attached and not is_new)
    named = {"rejects": attached["filename"] if attached else None, "below": below, "changed": changed}
    shared: dict[str, Any] = {"attached": attached} if attached and is_new else {"file": None}
    show(session, desk, told, "importing/preview", batch=importing.facts_of(batch), **named, **shared)
    if attached and not is_new:  # an edit shares no file
        thread = told.get("thread")
        desk.say(session, told["to"], "importing/rejects", thread=thread, attached=attached)


def _give_back(desk: Desk, name: str, rejects: Path) -> dict[str, str] | None:
    """Give the rejected rows to Slack; None when there are none, or Slack does not take them."""
    if not rejects.exists():
        return None
    filename = f"{Path(name).stem}.rejected.csv"
    try:
        given = pictures.upload(desk.wire, lambda _: rejects.read_bytes(), {"filename": filename})
    except Declined:
        return None
    return {"filename": filename, "link": given.link} if given.link else None


def store(desk: Desk, trip: Trip, told: Facts, folder: Path) -> None:
    """Store a file that was looked at."""
    name, path = _fetch(desk, told["file"], folder)
    progress = _Progress(desk, trip, told, "importing/storing", name)
    try:
        capture.store(desk.db, desk.catalog, told["batch"], path, progress=progress)
    except Unreadable as reason:
        if reason.code == "busy":
            raise Later(BUSY) from None
        if reason.code == "otherwise":
            _look(desk, trip, {**told, **_as_before(desk, told["batch"])}, name, path, changed=True)
            return
        _cannot_read(desk, told, name, reason)
        return
    with desk.session() as session:
        batch = session.get_one(Batch, told["batch"])
        show(session, desk, told, "importing/stored", batch=importing.facts_of(batch))
        for fresh in price_lists.of_batch(session, batch.number):
            desk.soon(session, price_lists.PROPOSED, list=fresh.id)


def _as_before(desk: Desk, number: int) -> dict[str, Any]:
    """Return what has a file looked at again as it was."""
    with desk.read() as session:
        batch = session.get_one(Batch, number)
        return {"kind": batch.kind, "columns": capture.said_of(batch)}


def undo(desk: Desk, trip: Trip, told: Facts, folder: Path) -> None:
    """Take a file back, with all that it brought."""
    try:
        with desk.session() as session:
            capture.undo(session, told["batch"], by=told["by"], now=clock.now())
    except Unreadable as reason:
        if reason.facts.get("state") not in ("undoing", "undone"):
            raise
    capture.sweep(desk.db)
    with desk.session() as session:
        batch = session.get_one(Batch, told["batch"])
        if told["file"]:
            show(session, desk, told, "importing/undone", batch=importing.facts_of(batch))
        if told.get("list"):
            show_list(session, desk, told["by"], told["list"])


def _fetch(desk: Desk, file: str, folder: Path) -> tuple[str, Path]:
    """Bring a file from Slack; return its name and where it is now. Raises as Wire.download does."""
    known = desk.wire.call("files.info", file=file)["file"]
    if known.get("is_external"):
        raise Declined("external")
    if int(known.get("size") or 0) > LARGEST:
        raise TooLarge(LARGEST)
    path = folder / "file"
    desk.wire.download(known.get("url_private_download") or known["url_private"], path, LARGEST)
    return known.get("name") or known.get("title") or file, path


class _Progress:
    """Says how far it is, in the one message about the file, and that somebody is still at it."""

    def __init__(self, desk: Desk, trip: Trip, told: Facts, template: str, name: str) -> None:
        self._desk, self._trip, self._told = desk, trip, told
        self._template, self._name = template, name
        self._last = clock.now()

    def __call__(self, rows: int, share: float) -> None:
        now = clock.now()
        if now - self._last < PAUSE:
            return
        self._last = now
        with self._desk.session() as session:
            self._trip.hold(session, now)
            show(
                session,
                self._desk,
                self._told,
                self._template,
                name=self._name,
                rows=rows,
                share=min(share, 1.0),
            )


def _errand(work: Work) -> Callable[[Desk, Trip, Facts], None]:
    """Return an errand that ends in words, whatever happens."""

    def run(desk: Desk, trip: Trip, told: Facts) -> None:
        try:
            with TemporaryDirectory() as folder:
                work(desk, trip, told, Path(folder))
        except (Later, TooFast):
            raise
        except Declined as no:
            _say_why(desk, told, no.error)
        except TooLarge:
            _say_why(desk, told, "too_large")
        except Unmet:
            if trip.attempt < TRIES:
                raise
            _say_why(desk, told, "unreached")
        except Unreadable as reason:
            with desk.session() as session:
                facts = {"code": reason.code, "facts": reason.facts, "kind": None, "can_map": False}
                show(session, desk, told, "importing/trouble", name="", billed=None, **facts)
        except Exception as error:  # nobody thought of it, and somebody waits for an answer
            with desk.session() as session:
                show(session, desk, told, "apology", reference=errands.reference(error), done=False)

    return run


def _say_why(desk: Desk, told: Facts, why: str) -> None:
    with desk.session() as session:
        show(session, desk, told, "importing/away", why=why, most=LARGEST >> 20)


ERRANDS: dict[str, Callable[[Desk, Trip, Facts], None]] = {
    LOOK: _errand(look),
    STORE: _errand(store),
    UNDO: _errand(undo),
}
