"""Unmapped: cost that no service accounts for, listed and mapped on the command line."""

from contextlib import closing
from typing import Annotated

import typer

from bot import clock
from bot.catalog import Catalog
from bot.cost import mapping
from bot.cost.capture import Unreadable, words
from bot.cost.capture.trouble import Wrong
from bot.money import Money
from bot.render import Renderer
from bot.terminal.imports import loaded, say, sentences
from bot.terminal.opening import open_database, plain_errors, settings

unmapped = typer.Typer(help="Cost that no service accounts for yet.", invoke_without_command=True)
_NOBODY = "nobody"


@unmapped.callback()
def show(
    context: typer.Context,
    month: Annotated[
        list[str] | None, typer.Option(help="Only of this month, 2026-10; may be repeated.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Group by label, account, vendor or a tag: tag:application.")
    ] = None,
) -> None:
    """List cost that no service accounts for, the dearest first, as its source calls it."""
    if context.invoked_subcommand is not None:
        return
    chosen = settings()
    renderer = Renderer(chosen.templates)
    with plain_errors(), sentences(renderer), closing(open_database(chosen)) as db:
        currency = loaded(db, chosen).company.currency
        with db.read() as session:
            groups = mapping.unassigned(session, month or None, by=by and _field(by))
            tags = mapping.tags(session, month or None)
        total = Money(sum(group.minor for group in groups), currency)
        rows = [(group, Money(group.minor, currency)) for group in groups]
        say(renderer, "importing/terminal_unmapped", {"groups": rows, "total": total, "tags": tags})


@unmapped.command(name="map")
def map_command(
    field: Annotated[str, typer.Argument(help="label, account, vendor or tag:NAME.")],
    value: Annotated[str, typer.Argument(help="What the source says there.")],
    service: Annotated[str, typer.Argument(help=f"The service's key or name, or {_NOBODY}.")],
) -> None:
    """Say for which service cost is, now and in files to come. Closed months get correction lines."""
    chosen = settings()
    renderer = Renderer(chosen.templates)
    with plain_errors(), sentences(renderer), closing(open_database(chosen)) as db:
        catalog = loaded(db, chosen)
        key = None if service.casefold() == _NOBODY else _key(catalog, service)
        with db.session() as session:
            done = mapping.map_group(session, catalog, _field(field), value, key, by="", now=clock.now())
        moved = {
            month: (into, Money(minor, catalog.company.currency))
            for month, (into, minor) in done.corrected.items()
        }
        facts = {"done": done, "amount": Money(done.minor, catalog.company.currency), "corrected": moved}
        say(renderer, "importing/terminal_mapped", facts)


def _field(said: str) -> str:
    if (field := mapping.field_of(said)) is None:
        raise Unreadable("no_field", field=said)
    return field


def _key(catalog: Catalog, said: str) -> str:
    try:
        return words.key(catalog, said)
    except Wrong as wrong:
        raise Unreadable("no_service", service=said, **wrong.facts) from None
