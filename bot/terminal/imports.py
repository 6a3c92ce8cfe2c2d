"""Imports: files of costs, use, plans and prices taken in and taken back on the command line."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot import catalog as catalogs
from bot import clock
from bot.catalog import Catalog, amendments
from bot.cost import batches, capture
from bot.cost.capture import Unreadable
from bot.db import Database
from bot.migrations import check_schema
from bot.render import Renderer
from bot.settings import Settings
from bot.terminal.opening import open_database, plain_errors, settings
from bot.value import importing

listed = typer.Typer(help="The files that were taken in.", invoke_without_command=True)


def take(
    file: Annotated[Path | None, typer.Argument(help="A CSV file or an Excel workbook.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="What it is about, where that is not clear: cost, usage, ...")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="Which column is which: amount='Net total'; may be given several times."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take it without asking.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Where rows go that cannot be taken, else beside the file.")
    ] = None,
    template: Annotated[
        str | None, typer.Option(help="Write an empty file of this kind to fill in instead.")
    ] = None,
) -> None:
    """Take in a file: look at it, show what it would bring, ask, store it. The same file counts once."""
    chosen = settings()
    renderer = Renderer(chosen.templates)
    with plain_errors(), sentences(renderer):
        if template is not None:
            typer.echo(capture.template(template), nl=False)
            return
        if file is None:
            raise typer.BadParameter("FILE")
        mapped = dict(_pair(each) for each in columns or ())
        out = rejects or file.with_name(f"{file.stem}.rejected.csv")
        with closing(open_database(chosen)) as db:
            _take(db, loaded(db, chosen), renderer, file, kind, mapped, out, yes=yes)


def _take(
    db: Database,
    catalog: Catalog,
    renderer: Renderer,
    file: Path,
    kind: str | None,
    columns: Mapping[str, str],
    out: Path,
    *,
    yes: bool,
) -> None:
    capture.free(db, alone=db.is_sqlite)
    capture.sweep(db)
    words = importing.in_words(renderer)
    with _bar(renderer, 1) as progress:
        batch = capture.look(
            db,
            catalog,
            file,
            kind=kind,
            columns=columns,
            by="",
            now=clock.now(),
            rejects=out,
            words=words,
            progress=progress,
        )
    known = batch.state != "previewed"
    unused = [name for name in batch.header if name and name not in batch.columns.values()]
    facts = {"batch": batch, "known": known, "unused": unused, "rejects": str(out)}
    say(renderer, "importing/terminal_preview", facts)
    if known:
        return
    if not batch.rows:
        raise typer.Exit(1)
    if yes or typer.confirm(_line(renderer, 0), default=False):
        with _bar(renderer, 2) as progress:
            batch = capture.store(db, catalog, batch.number, file, progress=progress)
    say(renderer, "importing/terminal_ended", {"batch": batch})


@listed.callback()
def show(context: typer.Context) -> None:
    """List the files that were taken in, the newest first."""
    if context.invoked_subcommand is not None:
        return
    chosen = settings()
    with plain_errors(), closing(Database(chosen.database_url)) as db:
        check_schema(db)
        with db.read() as session:
            recent = batches.recent(session)
        say(Renderer(chosen.templates), "importing/terminal_list", {"batches": recent})


@listed.command()
def undo(number: Annotated[int, typer.Argument(help="As `imports` lists it.")]) -> None:
    """Take a file back, with all that it brought."""
    chosen = settings()
    renderer = Renderer(chosen.templates)
    with plain_errors(), sentences(renderer), closing(open_database(chosen)) as db:
        with db.session() as session:
            batch = capture.undo(session, number, by="", now=clock.now())
        capture.sweep(db)
        say(renderer, "importing/terminal_ended", {"batch": batch})


def loaded(db: Database, chosen: Settings) -> Catalog:
    """Return the catalog with what people added to it."""
    with db.read() as session:
        return catalogs.load(chosen.catalog, amendments.in_force(session))


@contextmanager
def sentences(renderer: Renderer) -> Iterator[None]:
    """End what cannot be read in its sentence and exit code 2."""
    try:
        yield
    except Unreadable as reason:
        facts = {"code": reason.code, "facts": reason.facts}
        for line in renderer.rows("importing/unreadable", facts):
            typer.echo(line[0], err=True)
        raise typer.Exit(2) from None


def say(renderer: Renderer, template: str, facts: Mapping[str, Any]) -> None:
    """Print what a template says of these facts, line by line."""
    for line in renderer.rows(template, facts):
        typer.echo(line[0])


def _line(renderer: Renderer, at: int) -> str:
    return renderer.rows("importing/terminal_ask", {})[at][0]


def _pair(given: str) -> tuple[str, str]:
    ours, _, theirs = given.partition("=")
    return ours.strip(), theirs.strip()


@contextmanager
def _bar(renderer: Renderer, at: int) -> Iterator[Any]:
    """Show how far it is, where somebody looks."""
    rows = _line(renderer, 3)
    shown = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn(f"{{task.fields[rows]:,}} {rows}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*shown, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(_line(renderer, at), total=1.0, rows=0)
        yield lambda done, share: bar.update(task, completed=share, rows=done)
