"""Statements as files: CSV and PDF, in private to whoever may read them."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App

from bot import clock
from bot.desk import Desk
from bot.value import report_sheet, statements, statements_page
from handlers.statements import readable

FILE = "statement.file"


def attach(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """CSV or PDF under a statement: the file, in private to whoever may read it."""
    form, reader = action["action_id"].rpartition(".")[2], body["user"]["id"]
    with desk.session() as session:
        statement = readable(session, desk, int(action["value"]), reader)
        name = desk.catalog.company.units[statement.unit].name
        filename = f"statement-{statement.unit.lower()}-{statement.month}.{form}"
        file = {"picture": FILE, "filename": filename, "form": form, "statement": statement.number}
        file["reader"] = reader
        desk.say(
            session,
            reader,
            "reports/attached",
            attached=file,
            kind="statement",
            name=name,
            month=statement.month,
        )
    ack()


def write(desk: Desk, facts: Mapping[str, Any]) -> bytes:
    """Write a statement's file, with what became of it by now."""
    now, is_csv = clock.now(), facts["form"] == "csv"
    with desk.read() as session:
        statement = statements.find(session, facts["statement"])
        page = statements_page.page(session, desk.catalog, statement, now, facts["reader"])
        given = {"page": page, "raw": is_csv, "company": desk.catalog.company.name}
        rows = report_sheet.with_names(session, desk.renderer.rows("statements/file", given))
    return report_sheet.as_csv(rows) if is_csv else report_sheet.as_pdf(rows, now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("statement.csv")(attach)
    app.action("statement.pdf")(attach)


FILES: dict[str, Callable[[Desk, Mapping[str, Any]], bytes]] = {FILE: write}
