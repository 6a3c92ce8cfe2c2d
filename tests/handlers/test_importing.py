"""People who keep IT's books send files to the bot; it looks, asks, takes in, gives back and takes back."""

import csv
import gzip
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import delete, func, select

from bot import clock
from bot.cost import months
from bot.cost.batches import Batch
from bot.cost.capture import files as capture_files
from bot.cost.lines import CostLine, booked
from bot.process.kept_forms import KeptForm
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from handlers import taking
from tests.cost.capture.bills import bill
from tests.office import Office

COSTS = b"""month,amount,service,category,vendor
2026-09,1250.00,ERP,software,Northwind
2026-10,1300.50,ERP,software,Northwind
2026-10,89.90,,saas,Contoso
"""
MIXED = COSTS + b"2026-10,a lot,ERP,software,Northwind\nsoon,5,CRM,software,Northwind\n"


def card(person: Person) -> SeenMessage:
    """Return the newest message that this person sees in the bot's direct message."""
    return person.last()


def stored(office: Office) -> int:
    """Return the sum of all cost that counts, in cents."""
    with office.desk.read() as session:
        return int(session.exec(select(func.coalesce(func.sum(CostLine.minor), 0)).where(booked())).one())


def given_back(office: Office, name: str) -> list[list[str]]:
    """Return the rows of the newest file of that name that the bot gave."""
    content = [each.content for each in office.workspace.files.values() if each.name == name][-1]
    assert content is not None
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_a_lead_sends_a_file_and_takes_it(office: Office) -> None:
    sent = office.dee.sends_file("bill.csv", COSTS)

    seen = card(office.dee)
    assert seen.thread_ts == sent.ts
    assert "3 rows of cost lines, $2,640.40, Sep 2026 to Oct 2026" in seen
    assert "1 row is of no known service" in seen
    assert "Each column is read as what it is called." in seen
    assert stored(office) == 0

    office.dee.clicks("Take it")
    assert card(office.dee).ts == seen.ts
    assert "Taken in: 3 rows of cost lines, $2,640.40" in card(office.dee)
    assert stored(office) == 264040


def test_only_what_is_called_otherwise_is_said_of_the_columns(office: Office) -> None:
    office.dee.sends_file("bill.csv", COSTS.replace(b"vendor", b"Supplier"))
    assert "Read vendor from “Supplier”." in card(office.dee)


def test_before_the_first_file_there_is_no_list_to_explain(office: Office) -> None:
    office.dee.command("/it imports")
    assert "Nothing was taken in yet" in card(office.dee)
    assert "last 0" not in card(office.dee).all_text
    assert "A cloud bill (FOCUS)" in str(card(office.dee).blocks)


def test_a_closed_month_is_named_as_people_name_it(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-09", service="ERP", category="software", minor=100))
        months.close(session, office.desk.catalog, "2026-09", by="", now=clock.now())
    office.sender.run_once()
    office.dee.sends_file("bill.csv", COSTS)
    assert "Sep 2026 is closed: 1 row ($1,250.00) corrects it, booked in Oct 2026." in card(office.dee)


def test_funding_that_is_taken_in_is_what_the_unit_may_spend_until_it_is_taken_back(office: Office) -> None:
    office.dee.sends_file("funding.csv", b"unit,fiscal year,amount\nCC-500,2027,200000\n")
    office.dee.clicks("Take it")
    assert "of $200,000 for fiscal year 2027" in (office.bo.opens_home() or "")
    office.dee.command("/it imports")
    office.dee.clicks("Take it back")
    assert "of $187,000 for fiscal year 2027" in (office.bo.opens_home() or "")


def test_what_is_left_leaves_nothing(office: Office) -> None:
    office.dee.sends_file("bill.csv", COSTS)
    office.dee.clicks("Leave it")

    assert "bill.csv is left as it was" in card(office.dee)
    with office.desk.read() as session:
        assert session.exec(select(Batch)).all() == []


def test_the_same_file_again_changes_nothing_and_can_be_taken_back(office: Office) -> None:
    office.dee.sends_file("bill.csv", COSTS)
    office.dee.clicks("Take it")
    office.dee.sends_file("another name.csv", COSTS)
    assert "The same file is taken in already" in card(office.dee)
    assert stored(office) == 264040

    office.dee.clicks("Take it back", on=card(office.dee))
    assert "Taken back: 3 rows" in next(each for each in office.dee.sees("bot") if "Taken back" in each)
    assert stored(office) == 0
    office.dee.sends_file("bill.csv", COSTS)
    assert "Nothing is stored yet" in card(office.dee)


def test_what_cannot_be_taken_comes_back_to_mend(office: Office) -> None:
    office.dee.sends_file("bill.csv", MIXED)
    seen = card(office.dee)
    assert "2 rows cannot be taken" in seen
    assert "row 5, amount: “a lot” is not a number; write 1234.50" in seen
    assert "bill.rejected.csv" in seen
    header, *rows = given_back(office, "bill.rejected.csv")
    assert header[-3:] == ["Rejected row", "Rejected columns", "Reason"]
    assert [row[1] for row in rows] == ["a lot", "5"]

    office.dee.clicks("Take it")
    mended = "\n".join([",".join(header), "2026-10,7,ERP,software,Northwind,5,amount,x"]).encode()
    office.dee.sends_file("bill.rejected.csv", mended)
    office.dee.clicks("Take it")
    assert stored(office) == 264040 + 700


EUROS = COSTS.replace(b",category", b",currency,category").replace(b",software", b",,software")
EUROS = EUROS.replace(b",saas", b",EUR,saas")


def test_a_title_and_a_total_are_named_in_the_preview(office: Office) -> None:
    office.dee.sends_file("bill.csv", b"IT cost\n\n" + COSTS + b"Total,2640.40\n")
    assert "3 rows of cost lines, $2,640.40" in card(office.dee)
    assert "The header is in row 3; what stands above it is left out." in card(office.dee)
    assert "Row 7 is a total, left out." in card(office.dee)
    assert "cannot be taken" not in card(office.dee)


def test_what_was_refused_is_not_stored_when_rates_come_before_the_tap(office: Office) -> None:
    office.dee.sends_file("bill.csv", EUROS)
    seen = card(office.dee)
    assert "2 rows of cost lines" in seen
    assert "1 row cannot be taken" in seen
    office.dee.sends_file("rates.csv", b"currency,since,rate\nEUR,2026-09-01,2\n")
    office.dee.clicks("Take it")

    office.dee.clicks("Take it", on=seen)
    assert stored(office) == 0
    again = next(each for each in office.dee.sees("bot") if "Something changed since you looked" in each)
    assert again.ts == seen.ts
    assert "3 rows of cost lines" in again
    assert "cannot be taken" not in again

    office.dee.clicks("Take it", on=again)
    assert stored(office) == 125000 + 130050 + 17980


def test_a_second_look_keeps_what_was_said_of_the_columns(office: Office) -> None:
    office.dee.sends_file("bill.csv", EUROS.replace(b"amount", b"Betrag").replace(b"vendor", b"supplier"))
    office.dee.clicks("Columns")
    office.dee.chooses("What the file is about", "Cost lines")
    office.dee.fills({"Month": "month", "Amount": "Betrag", "Vendor": []})
    office.dee.submits()
    seen = next(each for each in office.dee.sees("bot") if "2 rows of cost lines" in each)
    office.dee.sends_file("rates.csv", b"currency,since,rate\nEUR,2026-09-01,2\n")
    office.dee.clicks("Take it")
    office.dee.clicks("Take it", on=seen)
    again = next(each for each in office.dee.sees("bot") if "Something changed since you looked" in each)
    assert "amount from “Betrag”" in again
    assert "Not used: supplier" in again


def test_columns_are_said_in_a_form(office: Office) -> None:
    office.dee.sends_file("rechnung.csv", b"Monat,Summe,Dienst\n2026-10,12.50,ERP\n")
    assert "Nothing was taken from rechnung.csv" in card(office.dee)
    office.dee.clicks("Columns")
    form = office.dee.view
    assert form is not None
    office.dee.chooses("What the file is about", "Cost lines")
    office.dee.fills({"Month": "Monat", "Amount": "Summe", "Service": "Dienst"})
    assert office.dee.submits() == {}

    assert "1 row of cost lines, $12.50, Oct 2026" in card(office.dee)
    office.dee.clicks("Take it")
    assert stored(office) == 1250

    office.dee.sends_file("rechnung-11.csv", b"Monat,Summe,Dienst\n2026-09,1.50,ERP\n")  # as before
    assert "1 row of cost lines, $1.50, Sep 2026" in card(office.dee)


def test_a_second_look_gives_rejected_rows_below(office: Office) -> None:
    office.dee.sends_file("bill.csv", MIXED + b"2026-10,1,XYZ,software,Northwind\n")
    office.dee.clicks("Columns")
    office.dee.submits()
    assert "bill.rejected.csv" in card(office.dee)
    assert any("in bill.rejected.csv below" in each for each in office.dee.sees("bot"))


def test_a_workbook_and_a_kind_that_is_said(office: Office) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    for row in (
        ("month", "unit", "service", "tier", "quantity"),
        ("2026-10", "CC-100", "ERP", "Standard", 12),
    ):
        book.active.append(row)
    book.save(out)
    office.dee.sends_file("october.xlsx", out.getvalue(), "usage")
    assert "1 row of usage, Oct 2026" in card(office.dee)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.csv", b"\x00\x01\x02\xff" * 9, "This is no text, whatever its name says"),
        ("a.csv", b"month,amount\n2026-10,1\n2026-10,\xff\n", "letters that are not UTF-8"),
        ("a.pdf", b"%PDF-1.7", "This is a PDF"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_remedy(
    office: Office, name: str, content: bytes, sentence: str
) -> None:
    office.dee.sends_file(name, content)
    assert sentence in card(office.dee)


def test_a_strangers_file_is_not_read(office: Office) -> None:
    office.eve.sends_file("bill.csv", COSTS, "look at this")
    assert "nothing was read or changed" in card(office.eve)
    assert [each.what for each in office.workspace.traffic if each.what in ("files.info", "download")] == []
    office.eve.command("/it imports")
    assert "nothing was read or changed" in card(office.eve)


def test_it_finance_may_and_below_its_message(office: Office) -> None:
    office.ivy.sends_file("bill.csv", COSTS)
    assert "3 rows of cost lines" in card(office.ivy)


def test_a_picture_with_words_is_a_question_like_any_other(office: Office) -> None:
    office.dee.sends_file("screen.png", b"png", "what does ERP cost?")
    assert "$165.00 per named user" in card(office.dee)
    assert "Nothing was taken" not in card(office.dee)


def test_a_file_from_the_form(office: Office) -> None:
    office.dee.holds("bill.csv", COSTS)
    office.dee.command("/it import")
    office.dee.fills({"CSV files or Excel workbooks": "bill.csv"})
    office.dee.submits()
    assert "3 rows of cost lines" in card(office.dee)


def test_the_list_takes_back(office: Office) -> None:
    office.dee.sends_file("bill.csv", COSTS)
    office.dee.clicks("Take it")
    office.dee.command("/it imports")
    listed = card(office.dee)
    assert "bill.csv" in listed
    assert "3 rows of cost lines" in listed
    office.dee.clicks("Take it back", on=listed)
    assert "Taken back" in card(office.dee)
    assert stored(office) == 0
    (own,) = [each for each in office.dee.sees("bot") if "Taken back: 3 rows" in each]
    assert own.ts != listed.ts


def test_an_empty_file_to_fill_in(office: Office) -> None:
    office.dee.command("/it imports")
    office.dee.chooses("An empty file", "Usage")
    assert "is an empty file for usage" in card(office.dee)
    assert given_back(office, "usage.csv")[0][:2] == ["month", "unit"]


def deleted(office: Office) -> None:
    office.dee.deletes_file("bill.csv")


def external(office: Office) -> None:
    next(each for each in office.workspace.files.values() if each.name == "bill.csv").external = True


def away(office: Office) -> None:
    office.workspace.faults.add("error_before", "download", times=9)


def large(office: Office) -> None:
    next(each for each in office.workspace.files.values() if each.name == "bill.csv").length = 1 << 40


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (deleted, "not in Slack any more"),
        (external, "only a link to a file that lies elsewhere"),
        (away, "Slack did not give me the file"),
        (large, "more than 256 MB"),
    ],
)
def test_a_file_that_slack_does_not_give(
    office: Office, trouble: Callable[[Office], None], sentence: str
) -> None:
    office.dee.sends_file("bill.csv", COSTS)
    trouble(office)
    office.dee.clicks("Take it")
    office.later(timedelta(minutes=2))
    office.later(timedelta(minutes=2))
    assert sentence in card(office.dee)
    assert stored(office) == 0


def test_slack_hesitates_and_the_file_comes_after_all(office: Office) -> None:
    office.workspace.faults.add("cut_before", "download")
    office.dee.sends_file("bill.csv", COSTS)
    office.later(timedelta(seconds=10))
    assert "3 rows of cost lines" in card(office.dee)


def test_a_large_file_says_how_far_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture_files, "A_PIECE", 2)
    monkeypatch.setattr(taking, "PAUSE", timedelta(0))
    said: list[str] = []
    office.desk.db.on_wake = lambda: said.extend(str(card(office.dee)) for _ in [office.sender.run_once()])
    office.dee.sends_file("bill.csv", COSTS)
    office.dee.clicks("Take it")

    assert any("read of bill.csv" in each for each in said)
    assert any("stored of bill.csv" in each for each in said)
    assert len([each for each in office.dee.sees("bot") if "bill.csv" in each]) == 1


def test_what_nobody_thought_of_ends_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.taking.capture.look", breaks)
    office.dee.sends_file("bill.csv", COSTS)
    assert "that did not work, and nothing was changed" in card(office.dee)


def test_a_cloud_bill_is_known_by_its_columns(office: Office) -> None:
    bill = Path(__file__).parents[1] / "cost" / "capture" / "data" / "focus_1.0_sample.csv.gz"
    office.dee.sends_file("focus.csv", gzip.decompress(bill.read_bytes()))
    assert "1,000 rows of a cloud bill (FOCUS), $14.98, Sep 2024 to Oct 2024" in card(office.dee)
    assert "AWS is new" in card(office.dee)
    office.dee.clicks("Take it")
    office.dee.clicks("Say whose it is")
    assert "$15 is for no service yet" in card(office.dee)
    assert "smaller groups come up as these are placed" in card(office.dee)


def test_what_a_lost_worker_began_is_begun_anew(office: Office) -> None:
    office.dee.sends_file("bill.csv", COSTS)
    with office.desk.db.session() as session:
        batch = session.exec(select(Batch)).one()
        batch.state, batch.touched_at = "storing", clock.now()  # by a worker that is gone
        session.add(batch)
        told = {"file": batch.file_id, "batch": batch.id, "by": batch.by, "to": batch.by}
        taking.send(session, taking.STORE, **told)
    office.sender.run_once()
    assert stored(office) == 0
    for _ in range(6):
        office.later(timedelta(seconds=31))
    assert stored(office) == 264040
    assert "Taken in" in card(office.dee)


def test_a_button_pressed_too_late_says_so(office: Office) -> None:
    office.dee.sends_file("bill.csv", COSTS)
    before = card(office.dee)
    pressed = next(each for each in before.raw.blocks if each["type"] == "actions")
    office.dee.clicks("Leave it")
    before.raw.blocks = [pressed]  # as it stood on another screen
    office.dee.clicks("Take it", on=before)
    assert "decided on meanwhile" in card(office.dee)
    assert stored(office) == 0


WIDE = [f"Field {at}" for at in range(1, 150)]


def wide(amount: str) -> bytes:
    """Return a file of 150 columns, of which the last ones are meant."""
    header = [*WIDE[:-2], "Monat", "Dienst", "Summe"]
    return "\n".join([",".join(header), ",".join([*["x"] * 147, "2026-10", "ERP", amount])]).encode()


def test_any_of_many_columns_is_found_by_typing(office: Office) -> None:
    office.dee.sends_file("wide.csv", wide("12.50"))
    office.dee.clicks("Columns")
    office.dee.chooses("What the file is about", "Cost lines")
    office.dee.fills({"Month": "Monat", "Amount": "Summe", "Service": "Dienst", "Label": "Field 120"})
    assert office.dee.submits() == {}
    assert "1 row of cost lines, $12.50, Oct 2026" in card(office.dee)
    assert "label from “Field 120”" in card(office.dee)

    office.dee.clicks("Columns")
    form = office.dee.view
    assert form is not None
    assert "Summe" in str(form.raw.payload)  # what was said stands there
    office.dee.submits()
    office.dee.clicks("Take it")
    assert stored(office) == 1250
    office.dee.sends_file("wide-11.csv", wide("1.25"))
    assert "1 row of cost lines, $1.25, Oct 2026" in card(office.dee)


def test_a_form_of_columns_that_is_forgotten_offers_none(office: Office) -> None:
    office.dee.sends_file("wide.csv", wide("12.50"))
    office.dee.clicks("Columns")
    with office.desk.db.session() as session:
        session.execute(delete(KeptForm))
    with pytest.raises(LookupError, match="no option"):
        office.dee.chooses("Month", "Monat")


def test_two_columns_of_one_name_are_told_apart_with_a_tap(office: Office) -> None:
    office.dee.sends_file("bill.csv", b"month,amount,service,Amount\n2026-10,5,ERP,6\n")
    assert (
        "2 columns could be amount: amount, Amount. Rename all but one, or say which it is with “Columns”"
        in card(office.dee)
    )
    assert "--map" not in card(office.dee)
    office.dee.clicks("Columns")
    office.dee.fills({"Amount": "Amount"})
    office.dee.submits()
    office.dee.clicks("Take it")
    assert stored(office) == 600


def test_what_was_billed_is_a_tap_away(office: Office) -> None:
    office.dee.sends_file("focus.csv", bill(*[{"EffectiveCost": "9"}] * 20).encode())
    seen = card(office.dee)
    assert "EffectiveCost was probably rounded on its way" in seen
    assert "--map" not in seen
    assert "amount=" not in seen
    office.dee.clicks("Take BilledCost")
    assert card(office.dee).ts == seen.ts
    assert "20 rows of a cloud bill (FOCUS), $205.00" in card(office.dee)
    assert "Take BilledCost" not in card(office.dee).all_text
    office.dee.clicks("Take it")
    assert stored(office) == 20500

    office.dee.sends_file("next.csv", bill(*[{"EffectiveCost": "9", "BilledCost": "1.5"}] * 20).encode())
    assert "$30.00" in card(office.dee)  # as it was said once


def test_a_bill_without_effective_cost_is_taken_by_what_was_billed(office: Office) -> None:
    office.dee.sends_file("focus.csv", bill(without=("EffectiveCost",)).encode())
    assert "Or take BilledCost instead, what was invoiced." in card(office.dee)
    office.dee.clicks("Take BilledCost")
    assert "1 row of a cloud bill (FOCUS), $10.25" in card(office.dee)


def test_what_was_billed_is_offered_only_where_it_helps(office: Office) -> None:
    office.dee.sends_file("focus.csv", bill(without=("ChargeCategory",)).encode())
    assert "without ChargeCategory" in card(office.dee)
    assert "Take BilledCost" not in card(office.dee).all_text
