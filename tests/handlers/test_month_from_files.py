"""The worked examples of a month, of plan and actual, and of a business case, from files to what people read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from bot import clock
from bot.catalog import Catalog
from bot.catalog.finding import Finder
from bot.cost import subscriptions
from bot.cost.subscriptions import Subscription
from bot.customer.people import Person
from bot.desk import Stock
from bot.sandbox.seen import SeenMessage, SeenView
from tests.catalog.conftest import Folder
from tests.office import Office
from tests.test_cost_command import COST, PLANNED_AND_ACTUAL, USED, facing, worked_month

Move = Callable[[Folder], Catalog]


@pytest.fixture
def move_in(office: Office) -> Move:
    """Let the office work for a company of one's own; its people are those that Slack knows."""

    def move(folder: Folder) -> Catalog:
        for file in folder.path.rglob("*.yaml"):
            file.write_text(file.read_text("utf-8").replace("@tiny.example", "@calder.example"), "utf-8")
        catalog = folder.load()
        with office.desk.db.session() as session:
            session.execute(sa.delete(Subscription))
            for person in session.exec(select(Person)):
                unit = catalog.company.unit_of(person.email or "")
                person.unit = unit.code if unit else None
        office.desk.shelf.stock = Stock(catalog, Finder(catalog))
        return catalog

    return move


def sends(office: Office, name: str, text: str) -> None:
    office.dee.sends_file(name, text.encode())
    office.dee.clicks("Take it")


def closes(office: Office, month: str) -> None:
    office.dee.command(f"/it close {month}")
    office.dee.clicks("Close it")
    office.until(datetime(2026, 11, 24, 17, tzinfo=UTC) if clock.now().day == 23 else clock.now())


def read(office: Office, unit: str, month: str) -> tuple[SeenMessage, SeenView]:
    """Return the statement that Bo was sent, and what is behind More."""
    (said,) = [each for each in office.bo.sees("bot") if f"*{unit}, {month}:" in each.all_text]
    office.bo.clicks("More", on=said)
    more = office.bo.view
    assert more is not None
    office.bo.closes(all_of_them=True)
    return said, more


# W1

CHARGES = {  # by unit and service: users, charge, showback of full cost
    "Finance": {
        "ERP": ("60", "22,200.00", "21,952.80"),
        "CRM": ("20", "7,700.00", "7,821.67"),
        "COL": ("150", "9,600.00", "9,480.00"),
    },
    "Operations": {
        "ERP": ("150", "55,500.00", "54,882.00"),
        "CRM": ("10", "3,850.00", "3,910.83"),
        "COL": ("200", "12,800.00", "12,640.00"),
    },
    "Sales": {
        "ERP": ("40", "14,800.00", "14,635.20"),
        "CRM": ("90", "34,650.00", "35,197.50"),
        "COL": ("150", "9,600.00", "9,480.00"),
    },
}
PRICE = {"ERP": "370.00", "CRM": "385.00", "COL": "64.00"}
UNIT_COST = {"ERP": "365.88", "CRM": "391.08", "COL": "63.20"}
SUMS = {
    "Finance": "$39,500.00* for 3 services, to pay at the rate card",
    "Operations": "$72,150.00* for 3 services, to pay at the rate card",
    "Sales": "$59,312.70* for 3 services, what it cost IT: shown, not charged",
}


@pytest.fixture
def october(office: Office, move_in: Move, tmp_path: Path) -> None:
    """Send the month's files; what was planned is what was used."""
    move_in(worked_month(tmp_path / "catalog"))
    sends(office, "cost.csv", COST)
    sends(office, "usage.csv", USED)
    sends(office, "planned.csv", USED.replace("quantity", "quantity,unit_price").replace("\n2026", ",\n2026"))
    closes(office, "2026-10")


@pytest.mark.usefixtures("october")
def test_each_unit_reads_its_statement_of_the_worked_month_to_the_cent(office: Office) -> None:
    for unit, services in CHARGES.items():
        said, more = read(office, unit, "Oct 2026")
        assert SUMS[unit] in said
        for key, (users, charge, cost) in services.items():
            level = f"Standard: {users} users × ${PRICE[key]} = ${charge} at the rate card; full cost ${cost}"
            assert level in more
            amount = charge if "to pay" in SUMS[unit] else cost
            assert f"*{key}*, ${amount}: {users} users that cost ${UNIT_COST[key]} each" in said
        assert "From 16 cost lines (100 % of cost reached a service), 3 usage records" in more


@pytest.mark.usefixtures("october")
def test_who_keeps_the_books_reads_what_the_worked_month_came_to(office: Office) -> None:
    told = " ".join(each.all_text for each in office.dee.sees("bot"))
    assert "$170,000" in told
    assert "$700" in told  # what the rate card brought in beyond it
    office.dee.command("/it cost 2026-10")
    said = office.dee.last().all_text
    for row in (
        "ERP | $91,470 | $92,500 | +$1,030 | $365.88",
        "CRM | $46,930 | $46,200 | -$730 | $391.08",
        "COL | $31,600 | $32,000 | +$400 | $63.20",
    ):
        assert row in said
    assert "ERP: hardware $10,893, software $51,988, labor $28,589" in said.replace("*", "")


# W2


@pytest.fixture
def planned_and_used(office: Office, move_in: Move, tmp_path: Path) -> None:
    """Send September as it was planned, and October as it came; Finance alone uses what there is."""
    folder = Folder(tmp_path / "catalog")
    folder.change("company.yaml", "      ERP.Standard: 2\n", "")
    folder.change("company.yaml", "    plan:\n  CC-9", "    plan: {}\n  CC-9")
    rows: dict[str, list[str]] = {"planned": [], "usage": [], "cost": []}
    for at, (key, (planned, price, used, paid)) in enumerate(PLANNED_AND_ACTUAL.items(), 1):
        folder.write(f"services/{key.lower()}.yaml", facing(key, price, at))
        for month, quantity, each in (("2026-09", planned, price), ("2026-10", used, paid)):
            rows["planned"].append(f"{month},CC-1,{key},Standard,{planned},{price}")
            rows["usage"].append(f"{month},CC-1,{key},Standard,{quantity}")
            rows["cost"].append(f"{month},{key},software,{Decimal(quantity) * Decimal(each):.2f}")
    move_in(folder)
    heads = {
        "planned": "month,unit,service,tier,quantity,unit_price",
        "usage": "month,unit,service,tier,quantity",
        "cost": "month,service,category,amount",
    }
    for kind, head in heads.items():
        sends(office, f"{kind}.csv", "\n".join([head, *rows[kind], ""]))
    closes(office, "2026-09")
    closes(office, "2026-10")


@pytest.mark.usefixtures("planned_and_used")
def test_a_statement_says_by_price_and_by_use_why_a_month_differs_to_the_cent(office: Office) -> None:
    before, _ = read(office, "Finance", "Sep 2026")
    said, more = read(office, "Finance", "Oct 2026")
    assert "$126,516.00" in before
    assert "$127,925.00" in said
    assert "$1,409.00 more than in Sep 2026" in said
    assert "*COL*: +$2,490.00; +$1,680.00 because 540 users were used, not 500; +$810.00 because each" in said
    assert "*STO*: +$700.00; +$1,600.00 because 72 users were used, not 64; -$900.00 because each" in said
    assert "The other 3 together: -$1,781.00." in said  # -2,220 + 655 - 216
    assert "Standard: 540 users × $42.00 = $22,680.00 at the rate card; full cost $23,490.00" in more


@pytest.mark.usefixtures("planned_and_used")
def test_the_report_says_what_differs_from_the_plan(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Preview")
    said = [each for each in office.bo.sees("bot") if "what IT was worth" in each][-1].all_text
    assert "$127,925" in said
    assert "$126,516" in said
    assert "$1,409" in said


# W5

FEBRUARY = datetime(2027, 2, 1, 17, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)  # before work: the year behind has 260 days


@pytest.fixture
def crm(office: Office, move_in: Move, tmp_path: Path) -> None:
    """Let Finance have 120 users on Standard and 325.00 a month of another service since November.

    That is 41,000.00 of 60,000.00 until June. The catalog's files say what an hour costs, and what each level
    promises: 12 hours of 260 days.
    """
    folder = Folder(tmp_path / "catalog")
    text = facing("CRM", "40", 2).replace("name: Plus", "name: Premium").replace("205.50", "54")
    text = text.replace("    price: 54\n", "    price: 54\n    availability: 99.9\n")
    text = text.replace("hours: 24x7", "hours: Mo-Fr 07-19").replace(
        "loss_per_hour: 100", "loss_per_hour: 1900"
    )
    text = text.replace('"#erp"', '"#erp-team"').replace("tiers:\n", "mixed_tiers: true\ntiers:\n", 1)
    folder.write("services/crm.yaml", text)
    folder.change("services/erp.yaml", "price: 165", "price: 325")
    folder.change("company.yaml", "units:\n", "worth: {hour: 45}\nunits:\n")
    folder.change("company.yaml", "2027: 5000", "2027: 60000\n      2028: 60000")
    folder.change("company.yaml", "ERP.Standard: 2", "ERP.Standard: 1\n      CRM.Standard: 120")
    folder.change(
        "company.yaml", "[bo@tiny.example, cal@tiny.example]", "[ana@tiny.example, bo@tiny.example]"
    )
    catalog = move_in(folder)
    with office.desk.db.session() as session:
        subscriptions.take_from_plan(session, catalog, date(2026, 11, 1))


SOONER = {
    "Another benefit": "Help comes sooner",
    "Worth a year": "12,150",
    "Where does that figure come from?": "30 incidents a month, 3 hours",
    "Who in the business answers for it?": "bo",
}


def writes(office: Office, brings: Mapping[str, str | Sequence[str]] = SOONER) -> str:
    """Let Ana write the case with this on the page of benefits; return what she reads there and before sending."""
    office.ana.command("/it case crm")
    office.ana.fills({"What is the problem?": "Customers call twice while the system is down."})
    assert office.ana.submits() == {}
    office.ana.fills({"What does it cost once, to set it up?": "6,000"})
    assert office.ana.submits() == {}
    assert office.ana.view is not None
    counted = office.ana.view.all_text
    office.ana.fills(brings)
    assert office.ana.submits() == {}
    assert office.ana.view is not None
    return counted + office.ana.view.all_text


@pytest.mark.usefixtures("crm")
def test_a_case_from_the_files_of_the_catalog_to_the_cent(office: Office) -> None:
    office.frozen.move_to(MONDAY)
    said = writes(office)
    assert (
        "Less downtime: $23,712.00\nLess downtime: 12.48 h less a year may be down "
        "(3.12 instead of 15.6 of 3,120 h), at $1,900.00 an hour" in said
    )
    assert "*Costs a year, beyond today*\n+$20,160.00\n*Costs once*\n$6,000.00" in said
    assert (
        "*As claimed*\n$35,862.00 a year, +$15,702.00 after its cost\nIt pays back in 4.6 months.\n"
        "Worth today: +$34,465.58 over 3 years\nGain on what it costs: 61.8 %\nReturn a year: 255.9 %"
    ) in said
    assert (
        "*Counting 70 % of it*\n$25,103.40 a year, +$4,943.40 after its cost\nIt pays back in 14.6 months.\n"
        "Worth today: +$6,739.62 over 3 years\nGain on what it costs: 13.3 %\nReturn a year: 63.6 %"
    ) in said
    assert "It pays as soon as 62.71 % of the benefit comes true: $22,488.20 a year." in said


@pytest.mark.usefixtures("crm")
def test_with_less_downtime_alone(office: Office) -> None:
    office.frozen.move_to(MONDAY)
    assert (
        "*As claimed*\n$23,712.00 a year, +$3,552.00 after its cost\nIt pays back in 20.3 months.\n"
        "Worth today: +$3,153.85 over 3 years\nGain on what it costs: 7.0 %\nReturn a year: 35.3 %"
    ) in writes(office, {})


@pytest.mark.usefixtures("crm")
def test_at_what_is_just_enough_it_is_worth_nothing_today(office: Office) -> None:
    said = writes(office, {**SOONER, "Worth a year": "22,488.20", "Counted from what was recorded": []})
    assert (
        "*As claimed*\n$22,488.20 a year, +$2,328.20 after its cost\nIt pays back in 30.9 months.\n"
        "Worth today: $0.00 over 3 years\nGain on what it costs: 1.5 %\nReturn a year: 8.0 %"
    ) in said


@pytest.mark.usefixtures("crm")
def test_faster_help_is_counted_from_what_the_team_reported(office: Office) -> None:
    """Three times 120 people stood still, and on Premium each time would have been over three hours sooner."""
    for day in (9, 10, 12):
        office.frozen.move_to(datetime(2026, 11, day, 15, tzinfo=UTC))  # 8:00
        office.ana.dm("CRM does not work, my whole team is stopped")
        office.ana.clicks("Send it")
        office.later(timedelta(hours=5))
        office.dee.clicks("Take")
        office.dee.clicks("Done")
    office.frozen.move_to(MONDAY)
    said = writes(office, {})
    assert "Less downtime: $23,712.00\nHelp comes sooner: $12,150.00" in said
    assert (
        "3 incidents from 23 Nov 2025 to 23 Nov 2026 would have been over 1,080 working hours sooner" in said
    )
    assert "at $45.00 an hour, 25 % of it lost while waiting" in said
    assert "$35,862.00 a year, +$15,702.00 after its cost" in said


@pytest.mark.usefixtures("crm")
def test_five_months_before_the_year_ends_it_fits_into_the_funding(office: Office) -> None:
    office.until(FEBRUARY)
    said = writes(office)
    assert "*This fiscal year, until 30 Jun 2027*\n+$14,400.00" in said
    assert "*Next year, in full*\n+$20,160.00" in said
    assert "$19,000.00 now, $4,600.00 after" in said


@pytest.mark.usefixtures("crm")
def test_seven_months_before_it_fits_just(office: Office) -> None:
    office.until(datetime(2026, 12, 1, 17, tzinfo=UTC))
    said = writes(office)
    assert "*This fiscal year, until 30 Jun 2027*\n+$17,760.00" in said
    assert "$19,000.00 now, $1,240.00 after" in said


@pytest.mark.usefixtures("crm")
def test_eight_months_before_it_does_not_and_what_works_is_said(office: Office) -> None:
    office.frozen.move_to(datetime(2026, 11, 1, 17, tzinfo=UTC))
    said = writes(office)
    assert "*This fiscal year, until 30 Jun 2027*\n+$19,440.00" in said
    assert "$19,000.00, so $440.00 is missing" in said
    for way in ("116 instead of 120", "the same from 1 Dec 2026", "more funding, if it is granted"):
        assert f"• {way}" in said
