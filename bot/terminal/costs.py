"""Costs: what a month came to by service, on the command line."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from bot import catalog as catalogs
from bot import clock
from bot.catalog import amendments
from bot.cost import lines
from bot.cost.allocation import ClosedLoop
from bot.render import Renderer
from bot.settings import Settings
from bot.terminal.opening import looking, plain_errors, settings
from bot.value import cost_page, spend

EMPTY = "–"  # as a table in Slack shows it
WIDE = 200  # columns where nobody's screen says how wide it is


class Method(StrEnum):
    """How supporting services pass their cost on."""

    reciprocal = "reciprocal"
    step_down = "step_down"
    direct = "direct"


def show(
    month: Annotated[
        str, typer.Argument(help="As 2026-10; without it the latest with cost that is over.")
    ] = "",
    unit: Annotated[str, typer.Option(help="What it was to one business unit, beside its plan.")] = "",
    method: Annotated[
        Method | None, typer.Option(help="What another way of passing cost on would say.")
    ] = None,
) -> None:
    """Show what each service cost in a month, what a unit of it cost, and what the rate card brought in."""
    chosen = settings()
    renderer = Renderer(chosen.templates)
    with plain_errors():
        try:
            rows = _rows(chosen, renderer, month, unit, method)
        except ClosedLoop as loop:
            _refuse(renderer, month, services=loop.services)
    if rows is None:
        _refuse(renderer, month)
    _print(rows)


def _rows(
    chosen: Settings, renderer: Renderer, month: str, unit: str, method: Method | None
) -> list[list[str]] | None:
    with looking(chosen) as session:
        if session is None:
            return None
        stock = catalogs.load(chosen.catalog, amendments.in_force(session))
        wanted = month or cost_page.latest(session, clock.today(stock.company.zone))
        if wanted is None or not lines.count(session, wanted):
            return None
        if not unit:
            page = cost_page.of_month(session, stock, wanted, clock.now(), method)
            return renderer.rows("months/terminal_cost", {"page": page})
        if unit not in stock.company.units:
            _refuse(renderer, wanted, units=[*stock.company.units])
        found = spend.of_unit(session, stock, unit, wanted)
    whole = spend.add_up(found.services, stock.company.currency)
    facts = {"spend": found, "sum": whole, "unit": stock.company.units[unit].name}
    return renderer.rows("months/terminal_unit", facts)


def _refuse(
    renderer: Renderer, month: str, *, services: Sequence[str] = (), units: Sequence[str] = ()
) -> NoReturn:
    facts = {"month": month, "services": services, "units": units}
    typer.echo(renderer.rows("months/terminal_none", facts)[0][0], err=True)
    raise typer.Exit(2)


def _print(rows: list[list[str]]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for kind, *said in rows:
        if kind == "columns":
            for at, name in enumerate(said):
                table.add_column(name, justify="right" if at else "left", no_wrap=True)
        elif kind == "service":
            table.add_row(*("" if cell == EMPTY else cell for cell in said))
    told = [said[0] for kind, *said in rows if kind == "said"]
    console.print(told[0])
    Console(highlight=False, width=None if console.is_terminal else WIDE).print(table)
    for sentence in told[1:]:
        console.print(sentence)
