"""Each kind of file goes where it belongs, from its own template and as others write it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.cost import capture
from bot.cost.budget import BudgetLine
from bot.cost.drivers import DriverLevel
from bot.cost.exchange import Rate
from bot.cost.funding_lines import FundingLine
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.cost.planned import Planned
from bot.cost.price_lists import PROPOSED, PriceItem, PriceList
from bot.cost.usage import Usage
from bot.delivery.jobs import Job
from bot.value.counted import Counted
from bot.value.outcomes import Reading
from tests.conftest import T0
from tests.cost.capture.counter import Counter

TABLES: dict[str, type[Any]] = {
    "cost": CostLine,
    "usage": Usage,
    "planned": Planned,
    "funding": FundingLine,
    "drivers": DriverLevel,
    "budget": BudgetLine,
    "prices": PriceItem,
    "rates": Rate,
    "outcomes": Reading,
    "measures": Counted,
}


@pytest.mark.parametrize("kind", [name for name, kind in capture.KINDS.items() if not kind.format])
def test_a_template_can_be_filled_in_taken_and_taken_back(counter: Counter, kind: str) -> None:
    empty = counter.everything()
    text = capture.template(kind)
    measures = [counter.catalog.services[key].measures[0] for key in ("ERP", "CRM")]
    for measure in measures if kind == "outcomes" else ():
        text = text.replace(",,", f',"{measure}",', 1)
    batch = counter.take(counter.file(text, f"{kind}.csv"))

    assert (batch.kind, batch.rows, batch.rejected) == (kind, 2, [])
    assert [row.row for row in counter.rows(TABLES[kind])] == [2, 3]
    counter.undo(batch)
    assert counter.everything() == empty


def test_a_planned_price_is_a_price_that_can_be_paid(counter: Counter) -> None:
    """It would be rounded to the cent without a word, and 450,000 transactions cost nothing."""
    rows = "2026-12,CC-100,ERP,Standard,450000,0.002\n2026-12,CC-200,ERP,Standard,5,42.500\n"
    batch = counter.take(counter.file(f"month,unit,service,tier,planned units,planned price\n{rows}"))
    assert [(each["row"], each["column"], each["reason"]) for each in batch.rejected] == [
        (2, "planned price", "cents")
    ]
    assert [row.unit_price for row in counter.rows(Planned)] == [Decimal("42.5")]


def close(counter: Counter, month: str) -> None:
    with counter.db.session() as session:
        session.add(Month(month=month, closed_at=T0, closed_by="", method="reciprocal", inputs=""))


def test_another_currency_takes_the_rate_of_its_month_and_shows_it(counter: Counter) -> None:
    bill = "month,amount,currency,service\n2026-09,100,EUR,ERP\n2026-10,100,EUR,ERP\n2026-10,5,USD,ERP\n"
    none = counter.look(bill)
    counter.take("currency,since,rate\nEUR,2026-09-01,1.05\nEUR,2026-10-31,1.08425\nEUR,2026-11-01,2\n")
    batch = counter.take(bill)

    assert [each["reason"] for each in none.rejected] == ["no_rate", "no_rate"]
    assert [(line.minor, line.paid_in, line.rate) for line in counter.rows(CostLine)] == [
        (105_00, "EUR", Decimal("1.05")),
        (108_43, "EUR", Decimal("1.08425")),
        (5_00, "", None),
    ]
    assert batch.totals == {"EUR": "200", "USD": "5"}


def test_rates_are_for_other_currencies_and_above_zero(counter: Counter) -> None:
    batch = counter.look("currency,since,rate\nUSD,2026-09-01,1\nEUR,2026-09-01,0\n")
    assert [each["reason"] for each in batch.rejected] == ["own_currency", "not_above_zero"]


def test_a_price_list_is_proposed_as_one_version(counter: Counter) -> None:
    text = (
        "Supplier,Version,Valid from,Article,Price\n"
        "Ridge,2027,2027-04-01,WAN,1150.005\nRidge,2027,2027-05-01,LAN,5\nRidge,2027,2027-04-01,WAN,7\n"
    )
    batch = counter.take(text)
    again = counter.look(text.replace("1150.005", "1"))
    (listed,), (item,) = counter.rows(PriceList), counter.rows(PriceItem)

    (timer,) = (job for job in counter.rows(Job) if job.name == PROPOSED)
    assert timer.facts == {"list": listed.id}
    assert (listed.vendor, listed.version, listed.effective_from) == ("Ridge", "2027", date(2027, 4, 1))
    assert (listed.state, listed.batch_id, item.list_id) == ("proposed", batch.id, listed.id)
    assert (item.sku, item.price, item.currency) == ("WAN", Decimal("1150.005"), "USD")
    assert [each["reason"] for each in batch.rejected] == ["two_days", "twice"]
    assert {each["reason"] for each in again.rejected} == {"differs"}


def test_plans_are_told_from_use_by_a_word(counter: Counter) -> None:
    assert (
        counter.look("month,unit,service,tier,planned units\n2026-12,CC-100,ERP,Standard,5\n").kind
        == "planned"
    )
    assert counter.look("month,unit,service,tier,units\n2026-12,CC-100,ERP,Standard,5\n").kind == "usage"


def test_a_plan_is_no_use_though_its_header_is_the_same(counter: Counter) -> None:
    use = "month,unit,service,tier,units\n2026-10,CC-100,ERP,Standard,5\n"
    counter.take(counter.file(use, "october.csv"))
    assert counter.look(counter.file(use.replace("2026-10", "2027-01"), "plan 2027.csv")).kind == "planned"


def test_a_budget_line_needs_a_price_and_months_in_order(counter: Counter) -> None:
    head = "fiscal_year,name,category,unit_price,from_month,until_month\n"
    batch = counter.look(head + "FY27,WAN,telecom,,,\n2027,LAN,telecom,5,2026-10,2026-08\n")
    assert [each["reason"] for each in batch.rejected] == ["no_price", "before"]


def test_a_measure_is_one_that_the_business_named(counter: Counter) -> None:
    batch = counter.look(
        "service,measure,month,value\nERP,How happy the moon is,2026-10,5\n", kind="outcomes"
    )
    assert [each["reason"] for each in batch.rejected] == ["measure"]


def test_funding_is_in_whole_cents(counter: Counter) -> None:
    batch = counter.take("unit,fiscal year,funding\nFinance,2027,1000.005\nFinance,2027,99.5\n")
    assert [each["reason"] for each in batch.rejected] == ["cents"]
    assert [row.minor for row in counter.rows(FundingLine)] == [99_50]


def test_what_a_month_closed_since_holds_is_reversed_and_not_taken_out(counter: Counter) -> None:
    batch = counter.take(
        "month,amount,service,category\n2026-09,10,ERP,software\n2026-09,5,ERP,software\n2026-10,7,CRM,saas\n"
    )
    use = counter.take("month,unit,service,tier,units\n2026-09,CC-100,ERP,Standard,5\n")
    close(counter, "2026-09")
    undone = counter.undo(batch)
    counter.undo(use)

    assert [(line.month, line.corrects, line.minor) for line in counter.rows(CostLine)] == [
        ("2026-09", None, 10_00),
        ("2026-09", None, 5_00),
        ("2026-10", "2026-09", -15_00),
    ]
    assert undone.noted[-1] == {"code": "kept", "month": "2026-09", "into": "2026-10"}
    assert len(counter.rows(Usage)) == 1


def test_a_month_closed_while_somebody_thinks_stops_the_file(counter: Counter) -> None:
    path = counter.file("month,amount\n2026-10,5\n")
    batch = counter.look(path)
    close(counter, "2026-10")

    with pytest.raises(capture.Unreadable, match="closed_meanwhile"):
        capture.store(counter.db, counter.catalog, batch.number, path)
    assert counter.rows(CostLine) == []
    assert counter.look(path).noted[-1]["code"] == "closed"


def test_a_month_closed_while_it_is_stored_stops_the_file(counter: Counter) -> None:
    path = counter.file("month,amount\n2026-10,5\n")
    batch = counter.look(path)

    with pytest.raises(capture.Unreadable, match="closed_meanwhile"):
        capture.store(
            counter.db,
            counter.catalog,
            batch.number,
            path,
            progress=lambda rows, share: close(counter, "2026-10"),
        )
    assert counter.rows(CostLine) == []


def test_what_was_only_looked_at_can_be_forgotten(counter: Counter) -> None:
    looked, taken = counter.look("month,amount\n2026-10,5\n"), counter.take("month,amount\n2026-10,6\n")
    with counter.db.session() as session:
        capture.drop(session, looked.number)
        capture.drop(session, taken.number)
    with counter.db.read() as session:
        assert session.get(capture.Batch, looked.number) is None
        assert session.get(capture.Batch, taken.number) is not None


def test_what_was_counted_elsewhere_is_whole_and_no_more_than_all(counter: Counter) -> None:
    rows = "in_time,2026-10,82,80\nin_time,2026-10,8.5,10\nhappiness,2026-10,1,2\nCSAT,Oct 2026,42,50\n"
    batch = counter.take(counter.file("measure,month,good,counted\n" + rows, "measures.csv"))
    assert (batch.rows, batch.kind) == (1, "measures")
    assert [each["reason"] for each in batch.rejected] == ["more_than_all", "not_whole", "choice"]
    (kept,) = counter.rows(Counted)
    assert (kept.measure, kept.month, kept.good, kept.counted) == ("satisfied", "2026-10", 42, 50)


def test_what_was_counted_in_a_month_before_the_last_closed_one_stays(counter: Counter) -> None:
    for month in ("2026-08", "2026-09"):
        close(counter, month)
    rows = "".join(f"in_time,{month},8,10\n" for month in ("2026-08", "2026-09", "2026-10"))
    batch = counter.take(counter.file("measure,month,good,counted\n" + rows, "measures.csv"))
    assert [each["reason"] for each in batch.rejected] == ["closed"]
    assert [kept.month for kept in counter.rows(Counted)] == ["2026-09", "2026-10"]
