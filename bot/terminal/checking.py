"""Checking: what is wrong with the catalog's files, what could be better, and what they would change."""

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from sqlmodel import Session

from bot import catalog as catalogs
from bot.catalog import CatalogMistakes, amendments, history, maturity
from bot.render import Renderer
from bot.settings import Settings
from bot.terminal.opening import looking, plain_errors, settings

RUNNING = "running"


def check(
    against: Annotated[
        str | None,
        typer.Option(
            metavar="running|FOLDER",
            help="Say what the files would change of the catalog that the bot runs with, or of another folder's.",
        ),
    ] = None,
) -> None:
    """Read the catalog and the settings and explain every mistake."""
    from bot import doctor

    chosen = settings()
    with plain_errors():
        if against is not None:
            _preview(chosen, against)
            return
        stock = catalogs.load(chosen.catalog)
    for weak in stock.weak:
        typer.echo(f"could be better: {weak}")
    for sentence in maturity.picture(stock):
        typer.echo(sentence)
    typer.echo(f"{chosen.catalog.name}: {doctor.inventory(stock)}. No mistakes.")


def _preview(chosen: Settings, against: str) -> None:
    """Print what the files would change; raises CatalogMistakes where they cannot be taken."""
    from bot.value import against as preview

    with looking(chosen) as session:
        stock = catalogs.load(chosen.catalog, amendments.in_force(session) if session else ())
        before, since = _before(chosen, session, against)
        change = preview.of(session, before, stock, stock.on)
    facts = {"change": change, "against": against, "since": since, "folder": chosen.catalog.name}
    for row in Renderer(chosen.templates).rows("lead/against", facts):
        typer.echo("  ".join(row))


def _before(chosen: Settings, session: Session | None, against: str) -> tuple[dict[str, Any], Any]:
    """Return the state to compare with, and since when it is in force where that is known.

    Ends with a sentence where there is none.
    """
    if against == RUNNING:
        state = history.in_force(session) if session else None
        if state is None:
            _end("No bot has read a catalog with this database yet, so there is nothing to compare with.")
        return state.facts, state.at
    try:
        return history.seen_state(catalogs.load(Path(against))), None
    except CatalogMistakes as found:
        for mistake in found.mistakes:
            typer.echo(f"{against}: {mistake}", err=True)
        _end(f"{against} cannot be compared with: {len(found.mistakes)} to mend in it.")


def _end(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
