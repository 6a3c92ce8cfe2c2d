"""Restocked: who hears what to mend in the catalog's files, and what customers feel of what came into force."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, CatalogMistakes, Mistake, troubles, unannounced
from bot.catalog.history import CatalogChange
from bot.catalog.sheets import of_service
from bot.catalog.troubles import Trouble
from bot.catalog.unannounced import Round
from bot.delivery import outbox
from bot.desk import Desk
from bot.value import effects
from handlers import gone

FIRST = 5  # mistakes, or changes, that somebody reads at once


def tell_mistakes(session: Session, desk: Desk, found: CatalogMistakes, now: datetime) -> None:
    """The catalog's files cannot be taken: each IT lead hears what to mend, each owner what in their files.

    It is one message for each of them, edited until it is mended.
    """
    trouble = troubles.meet(session, found, now)
    if trouble is None:
        return
    readers: dict[str, Sequence[Mistake]] = dict.fromkeys(_told(session, trouble), ())
    readers |= _by_owner(session, desk, found.mistakes)
    readers |= dict.fromkeys(desk.leads(session), found.mistakes)
    for reader, mistakes in readers.items():
        others = len(found.mistakes) - len(mistakes)
        _show(session, desk, trouble, reader, mistakes, others=others)


def _by_owner(session: Session, desk: Desk, mistakes: Iterable[Mistake]) -> dict[str, Sequence[Mistake]]:
    """Return by the Slack ids of owners what is wrong in the files of their services."""
    owners = {of_service(key): each.owner for key, each in desk.catalog.services.items()}
    found: defaultdict[str, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        owner = desk.slack_id(session, owners.get(mistake.file, ""))
        if owner:
            found[owner].append(mistake)
    return dict(found)


def _show(
    session: Session, desk: Desk, trouble: Trouble, reader: str, mistakes: Sequence[Mistake], others: int
) -> None:
    desk.show(
        session,
        f"{_card(trouble)}{reader}",
        reader,
        "lead/catalog",
        since=trouble.at,
        until=trouble.mended_at,
        mistakes=mistakes[:FIRST],
        total=len(mistakes),
        others=others,
    )


def _card(trouble: Trouble) -> str:
    return f"catalog:{trouble.id}:"


def _told(session: Session, trouble: Trouble) -> list[str]:
    """Return who was told of a trouble."""
    card = _card(trouble)
    return [each.removeprefix(card) for each in outbox.cards(session, card)]


def tell_in_force(
    session: Session, desk: Desk, catalog: Catalog, changed: Sequence[CatalogChange], now: datetime
) -> None:
    """A catalog comes into force: who was told of mistakes hears so, who answers for it what customers feel.

    Each is a message of its own: nobody is notified of one that is only edited.
    """
    for one in changed:
        if one.what in ("removed", "added", "retired", "live"):
            gone.show_waiting(session, catalog, one.service, now)
    lately = unannounced.latest(session, now) if changed else None
    if lately is not None and lately.services.isdisjoint(row.service for row in changed):
        lately = None
    felt = _felt_by(session, desk, catalog, lately) if lately else {}
    for reader, card in _mended(session, desk, now).items():
        _tell(session, desk, card, reader, felt.pop(reader, []), now, mended=True)
    for reader, lines in felt.items():
        assert lately is not None
        _tell(session, desk, f"catalog:felt:{lately.number}:{reader}", reader, lines, now, mended=False)


def _mended(session: Session, desk: Desk, now: datetime) -> dict[str, str]:
    """Close the trouble that is over; return by who was told of it the card that tells them so."""
    trouble = troubles.mend(session, now)
    if trouble is None:
        return {}
    told = _told(session, trouble)
    for reader in told:
        _show(session, desk, trouble, reader, [], others=0)
    return {reader: f"catalog:mended:{trouble.id}:{reader}" for reader in told}


def _felt_by(
    session: Session, desk: Desk, catalog: Catalog, lately: Round
) -> dict[str, list[dict[str, Any]]]:
    """Return what customers feel, by who hears of it: the IT leads of all, an owner of their services."""
    lines = effects.of(session, catalog, lately.felt, desk.today())
    services = {key: catalog.services.get(key) for key in lately.services}
    owners = {key: each.owner for key, each in services.items() if each}
    owners |= {one.service: one.said["owner"] for one in lately.felt if one.said.get("owner")}
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, email in owners.items():
        if owner := desk.slack_id(session, email):
            found[owner] += [line for line in lines if line["service"] == key]
    return found | dict.fromkeys(desk.leads(session), lines)


def _tell(
    session: Session,
    desk: Desk,
    card: str,
    reader: str,
    lines: Sequence[dict[str, Any]],
    now: datetime,
    *,
    mended: bool,
) -> None:
    desk.show(
        session, card, reader, "lead/in_force", mended=mended, at=now, lines=lines[:FIRST], count=len(lines)
    )
