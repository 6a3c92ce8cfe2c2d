"""The answer to a what-if: said in private, kept, opened line by line, with a chart, and as a file."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost.scenarios import Scenario
from bot.delivery import facts as travelling
from bot.delivery.pictures import Picture
from bot.desk import Desk
from bot.value import chart, report_sheet, what_if, what_if_lines
from bot.value.budget_page import Scope
from handlers import planning
from handlers.approvals import open_view

SHOWN = 14  # lines in the message
LONGEST_LABEL = 20  # that Slack's charts take


def work_out(
    session: Session,
    desk: Desk,
    may: Scope,
    asked_for: what_if.Asked,
    person: str,
    number: int | None = None,
    thread: str | None = None,
) -> None:
    """Keep the what-if, and put its answer up; asked again, the answer is edited in place."""
    now, today = clock.now(), desk.today()
    kept = what_if.keep(session, desk.catalog, may, asked_for, by=person, now=now, today=today, number=number)
    said = _said(desk, kept)
    desk.show(session, f"scenario:{kept.id}", person, "planning/answer", thread=thread, **said)


def _said(desk: Desk, kept: Scenario) -> dict[str, Any]:
    """Return the facts of an answer; a message has no room for every line, a file has."""
    found = travelling.unpack(kept.figures)
    shown = [{**row, "runs": []} for row in found["rows"][:SHOWN]]
    less = {**found, "rows": shown, "more": len(found["rows"]) - len(shown)}
    return {"id": kept.id, "at": kept.at, "found": less, "chart": _chart(desk, found)}


def _chart(desk: Desk, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a picture of the lines that change is drawn from; None where none does."""
    names, amounts = what_if_lines.series(found, len(chart.LOOKS))
    if not names:
        return None
    (title,), *words = desk.renderer.rows("planning/chart", {"found": found, "columns": len(amounts)})
    return {
        "picture": "planning.chart",
        "alt": title,
        "labels": names,
        "short": chart.short(names, LONGEST_LABEL),
        "series": {word: column for (word,), column in zip(words, amounts, strict=True)},
        "axis": found["base"].currency,
    }


def draw(facts: Mapping[str, Any]) -> bytes:
    """Draw by how much each line changes."""
    return chart.draw(facts["alt"], facts["labels"], facts["series"], facts["axis"])


def tell_kept(desk: Desk, person: str) -> None:
    """Say in private what somebody asked before, with the figures of then."""
    with desk.session() as session:
        planning.scope(session, desk, person)
        found = [
            {
                "id": each.id,
                "at": each.at,
                "fiscal_year": each.fiscal_year,
                "asked": each.figures["asked"],
                "whole": each.figures["together"]["whole"],
            }
            for each in what_if.latest(session, person)
        ]
        desk.say(session, person, "planning/kept", scenarios=travelling.unpack(found))


def start_kept(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """What I asked before."""
    tell_kept(desk, body["user"]["id"])
    ack()


def show_kept(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Show beside a what-if that was asked before: it is said anew, as it was then."""
    with desk.session() as session:
        kept = _find(session, desk, int(action["value"]), body["user"]["id"])
        desk.say(session, body["user"]["id"], "planning/answer", **_said(desk, kept))
    ack()


def _find(session: Session, desk: Desk, number: int, person: str) -> Scenario:
    whole = planning.scope(session, desk, person).whole
    return what_if.find(session, desk.catalog, number, person, whole=whole)


def open_line(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open a line…: driver, quantity and price of it, as planned and as it would be, down to the price list."""
    number, _, at = action["selected_option"]["value"].partition("|")
    with desk.read() as session:
        kept = _find(session, desk, int(number), body["user"]["id"])
        facts = what_if_lines.opened(travelling.unpack(kept.figures), int(at))
    open_view(desk, body, "planning/effect", at=kept.at, **facts)
    ack()


def attach(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """CSV or PDF under an answer: the file, in private."""
    form, reader = action["action_id"].rpartition(".")[2], body["user"]["id"]
    with desk.session() as session:
        kept = _find(session, desk, int(action["value"]), reader)
        name = f"what-if-{kept.fiscal_year}-{kept.id}.{form}"
        file = {"picture": "planning.file", "filename": name, "form": form, "scenario": kept.id}
        year = str(kept.fiscal_year)
        desk.say(session, reader, "reports/attached", attached=file, kind="what_if", name=year, month=None)
    ack()


def write(desk: Desk, facts: Mapping[str, Any]) -> bytes:
    """Write a what-if's file, with its figures of then."""
    with desk.read() as session:
        kept = session.get_one(Scenario, facts["scenario"])
        found, at = travelling.unpack(kept.figures), kept.at
    is_csv = facts["form"] == "csv"
    given = {"raw": is_csv, "found": found, "at": at, "company": desk.catalog.company.name}
    rows = desk.renderer.rows("planning/file", given)
    if is_csv:
        return report_sheet.as_csv(rows)
    drawn = _chart(desk, found)
    return report_sheet.as_pdf(rows, at, [(draw(drawn), drawn["alt"])] if drawn else [])


def register(app: App) -> None:
    """Say what starts what."""
    app.action("planning.kept")(start_kept)
    app.action("planning.show")(show_kept)
    app.action("planning.open")(open_line)
    app.action("planning.csv")(attach)
    app.action("planning.pdf")(attach)


PICTURES: dict[str, Picture] = {"planning.chart": draw}
FILES: dict[str, Callable[[Desk, Mapping[str, Any]], bytes]] = {"planning.file": write}
