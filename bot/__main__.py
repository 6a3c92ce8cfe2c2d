"""The command line: python -m bot ...

What only one command needs, and takes long to load, is imported in it, so that the others begin sooner.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot import catalog as catalogs
from bot import clock
from bot.catalog import amended, amendments, folding, restoring, schema
from bot.db import Database, Unusable
from bot.migrations import check_schema, migrate
from bot.render import Renderer
from bot.terminal import checking, costs, imports, unmapped
from bot.terminal.opening import looking, open_database, plain_errors, settings
from bot.value import export

if TYPE_CHECKING:
    from bot import doctor

cli = typer.Typer(
    help="Domestique: a Slack bot for customer-engaged IT service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cli.command()(checking.check)
cli.command(name="import")(imports.take)
cli.add_typer(imports.listed, name="imports")
cli.command(name="cost")(costs.show)
cli.add_typer(unmapped.unmapped, name="unmapped")
additions = typer.Typer(help="What people added to the catalog in Slack.", no_args_is_help=True)
cli.add_typer(additions, name="catalog")


@cli.command()
def run(
    roles: Annotated[
        str, typer.Option(help="Which of web, socket, api, worker, clock this process plays, with commas.")
    ] = "",
) -> None:
    """Serve a real Slack workspace.

    Without --roles one process plays all that its tokens allow: socket with SLACK_APP_TOKEN,
    else web with SLACK_SIGNING_SECRET, and always worker and clock; api beside socket with API_TOKEN.
    """
    from bot import serve

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    chosen = settings()
    with plain_errors():
        serve.run(chosen, lambda: open_database(chosen), serve.parse_roles(roles, chosen))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the workspace's page listens.")] = 8480,
    tour: Annotated[
        bool, typer.Option("--tour", help="Play one person's journey here, without a browser.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the sample history.")] = 7,
) -> None:
    """Live a month of Domestique in a sandbox workspace, with sample data."""
    from bot.demo import stage  # needs the sandbox extra
    from bot.demo import tour as tours

    logging.basicConfig(level=logging.WARNING)
    with plain_errors():
        if tour:
            raise typer.Exit(tours.play(seed=seed, tell=typer.echo))
        stage.play(port=port, seed=seed, tell=typer.echo)


@cli.command(name="schema")
def schema_command(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to, else .schema in the catalog's.")
    ] = None,
) -> None:
    """Write JSON Schemas of the catalog's files, by which an editor completes and checks them."""
    for path in schema.write(out or settings().catalog / schema.FOLDER):
        typer.echo(f"Written to {path}.")
    typer.echo(f"A service's file begins with: {schema.LINES['service']}")


@additions.command()
def pending() -> None:
    """List what people added in Slack that the files do not hold: what counts, and what waits for a decision."""
    with plain_errors(), added() as (db, _), db.read() as session:
        for each in (*amendments.in_force(session), *amendments.pending(session)):
            typer.echo(
                f"{each.number:>5}  {each.state:<9} {amended.file_of(each)}: {each.kind}, {amended.label_of(each)}"
            )


@additions.command()
def fold() -> None:
    """Write what was accepted in Slack into the catalog's files, ready to be looked at and committed."""
    with plain_errors(), added() as (db, folder):
        with db.read() as session:
            accepted = amendments.in_force(session)
        files = folding.fold(folder, accepted)
        kept = folding.held(folder, accepted)
        typer.echo(f"{len(kept)} of {len(accepted)} are in the files now.")
        for file in files:
            typer.echo(f"changed: {file}")
        try:
            db.claim()
        except Unusable:
            typer.echo("A bot runs on this database; it notes by itself that they are in the files.")
            return
        with db.session() as session:
            folding.settle(session, folder)


@additions.command()
def withdraw(number: Annotated[int, typer.Argument(help="As `pending` lists it.")]) -> None:
    """Take something out of the catalog that was added in Slack and is not in the files yet."""
    with plain_errors(), added() as (db, _):
        db.claim()
        with db.session() as session:
            if number not in {
                each.id for each in (*amendments.in_force(session), *amendments.pending(session))
            }:
                typer.echo(
                    f"Number {number} is not in the list of `python -m bot catalog pending`.", err=True
                )
                raise typer.Exit(2)
            amendments.withdraw(session, number, by="", now=clock.now())
        typer.echo(f"Number {number} counts no longer.")


@contextmanager
def added() -> Iterator[tuple[Database, Path]]:
    """Open the rows of what was added, and name the folder it is added to."""
    chosen = settings()
    with closing(Database(chosen.database_url)) as db:
        check_schema(db)
        yield db, chosen.catalog


@cli.command(name="plan")
def plan_command(
    out: Annotated[Path, typer.Option(help="Where to write the page.")] = Path("restore-plan.pdf"),
    text: Annotated[bool, typer.Option("--text", help="Show it here instead.")] = False,
) -> None:
    """Write what comes back first after an outage on a page to print, for when Slack is down."""
    from bot.value import paper, plan

    chosen = settings()
    with plain_errors(), looking(chosen) as session:
        stock = catalogs.load(chosen.catalog, amendments.in_force(session) if session else ())
    today = clock.today(stock.company.zone)
    facts = plan.facts(stock, restoring.plan(stock, today), {}, today)
    rows = Renderer(chosen.templates).rows("restoring/page", facts)
    if text:
        typer.echo(plan.table(rows))
        return
    try:
        out.write_bytes(paper.draw(rows, today))
    except OSError as error:
        typer.echo(f"{out} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"Written to {out}. Print it, and keep it where you find it in the dark.")


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="What somebody would ask in Slack.")],
    explain: Annotated[bool, typer.Option("--explain", help="Show each step with its figures.")] = False,
    email: Annotated[
        str | None, typer.Option("--as", help="Whose question it is, by e-mail address: unit, zone, orders.")
    ] = None,
) -> None:
    """Answer a question here, as the bot would in a direct message; nothing is changed by asking."""
    from bot.catalog.finding import open_finder
    from bot.value.answers import terminal

    chosen = settings()
    with plain_errors(), looking(chosen) as session:
        stock = catalogs.load(chosen.catalog, amendments.in_force(session) if session else ())
        finder, renderer = open_finder(stock, chosen.cache), Renderer(chosen.templates)
        reply = terminal.ask(session, stock, finder, renderer, question, email, clock.now())
    for line in (*reply.steps(), "") if explain else ():
        typer.echo(line)
    for line in reply.lines():
        typer.echo(line)


@cli.command(name="export")
def export_command(
    out: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only orders opened on this day or later.")
    ] = None,
    state: Annotated[
        list[export.State] | None,
        typer.Option(help="Only orders in this state; may be given several times."),
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin with the mark by which Excel knows UTF-8.")
    ] = False,
    private: Annotated[
        bool,
        typer.Option(
            "--private", help="With the details of private orders: you answer for who reads the file."
        ),
    ] = False,
) -> None:
    """Write orders to a CSV file that a spreadsheet opens; a running bot is not disturbed."""
    chosen = settings()
    with plain_errors(), closing(Database(chosen.database_url)) as db:
        check_schema(db)
        stock = catalogs.load(chosen.catalog)
        first = since.replace(tzinfo=ZoneInfo(stock.company.zone)) if since else None
        wanted = export.Wanted(since=first, states=[each.value for each in state or ()], whole=private)
        with db.read() as session:
            try:
                count = export.write(out, session, stock, wanted, bom=bom)
            except OSError as error:
                typer.echo(f"{out} cannot be written: {error.strerror}.", err=True)
                raise typer.Exit(2) from None
    typer.echo(f"{count} {'order is' if count == 1 else 'orders are'} in {out}.")


@cli.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to the schema of this version."""
    chosen = settings()
    with plain_errors(), closing(Database(chosen.database_url)) as db:
        db.claim()
        typer.echo(f"The database is at revision {migrate(db)}.")


@cli.command(name="doctor")
def doctor_command() -> None:
    """Check tokens, scopes, channels, clock, database and catalog, and say what to do."""
    from bot import doctor

    findings = doctor.examine(settings())
    _print_findings(findings, typer.echo)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 2)


def _print_findings(findings: "list[doctor.Finding]", tell: Callable[[str], None]) -> None:
    for finding in findings:
        tell(f"{'ok  ' if finding.well else 'MEND'}  {finding.what}: {finding.found}")
        if finding.remedy:
            tell(f"      {finding.remedy}")


if __name__ == "__main__":
    cli(prog_name="python -m bot")
