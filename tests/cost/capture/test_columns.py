"""Which of the file's columns are ours: namesakes are asked about, and what was said once is remembered."""

from pathlib import Path

import pytest

from bot.cost.capture import Unreadable
from bot.cost.lines import CostLine
from bot.render import Renderer
from bot.settings import HOUSE
from tests.cost.capture.bills import bill
from tests.cost.capture.counter import Counter
from tests.cost.capture.test_focus_broken import AWS_OLD, AZURE_PAYG

RENDERER = Renderer(HOUSE / "templates")


def asked(counter: Counter, text: str | Path) -> tuple[Unreadable, str]:
    with pytest.raises(Unreadable) as raised:
        counter.look(text)
    facts = {"code": raised.value.code, "facts": raised.value.facts}
    return raised.value, RENDERER.rows("importing/unreadable", facts)[0][0]


def test_two_columns_of_one_name_are_asked_about(counter: Counter) -> None:
    text = "month,Amount,service,Amount\n2026-10,5,ERP,6\n"
    trouble, said = asked(counter, text)
    assert trouble.facts["names"] == ["Amount (column 2)", "Amount (column 4)"]
    assert said == (
        "2 columns could be amount: Amount (column 2), Amount (column 4). Rename all but one, "
        'or say which it is: --map amount="Amount (column 2)".'
    )

    counter.take(text, kind="cost", columns={"amount": "Amount (column 4)"})
    assert [line.minor for line in counter.rows(CostLine)] == [6_00]


def test_two_columns_that_differ_by_capitals_only_are_asked_about(counter: Counter) -> None:
    text = "month,amount,service,Service\n2026-10,5,ERP,CRM\n"
    trouble, said = asked(counter, text)
    assert (trouble.code, trouble.facts["kind"]) == ("twice", "cost")
    assert said.startswith("2 columns could be service: service, Service.")
    counter.take(text, kind="cost", columns={"service": "Service"})
    assert [line.service for line in counter.rows(CostLine)] == ["CRM"]


def test_namesakes_that_are_not_needed_disturb_nobody(counter: Counter) -> None:
    batch = counter.take("month,amount,note,Note,note\n2026-10,5,a,b,c\n")
    assert batch.header == ["month", "amount", "note (column 3)", "Note", "note (column 5)"]
    assert [line.minor for line in counter.rows(CostLine)] == [5_00]


def test_another_name_of_ours_is_not_taken_in_place_of_namesakes(counter: Counter) -> None:
    assert asked(counter, "month,amount,Amount,total\n2026-10,5,6,7\n")[0].code == "twice"


def test_a_left_out_column_is_not_asked_about(counter: Counter) -> None:
    text = "month,amount,vendor,Vendor\n2026-10,5,a,b\n"
    counter.take(text, kind="cost", columns={"vendor": ""})
    assert [line.vendor for line in counter.rows(CostLine)] == [""]


@pytest.mark.parametrize("tag", ["resourceTags/user:name", "resourceTags/user:Name"])
def test_an_aws_bill_with_tags_that_differ_by_capitals_gets_the_way_to_focus(
    counter: Counter, tag: str
) -> None:
    head, _, rest = AWS_OLD.partition("\n")
    rows = "\n".join(f"{line},a,b" for line in rest.splitlines())
    trouble, said = asked(counter, f"{head},resourceTags/user:Name,{tag}\n{rows}\n")
    assert trouble.code == "native"
    assert "AWS's own format" in said


def test_a_focus_bill_with_two_effective_costs_is_asked_about(counter: Counter) -> None:
    head, _, rest = bill().partition("\n")
    trouble, said = asked(counter, f"{head.strip()},effectivecost\n{rest.strip()},3\n")
    assert trouble.facts["kind"] == "focus"
    assert "EffectiveCost, effectivecost" in said


def test_a_focus_bill_with_its_own_columns_twice_is_taken(counter: Counter) -> None:
    head, _, rest = bill().partition("\n")
    counter.take(f"{head.strip()},x_team,X_Team,x_team\n{rest.strip()},a,b,c\n")
    assert [line.minor for line in counter.rows(CostLine)] == [8_50]


def test_rejected_rows_that_are_rejected_again_say_so_once(counter: Counter) -> None:
    out = counter.folder / "back.csv"
    counter.look("month,amount\n2026-10,x\n", rejects=out)
    again = counter.folder / "again.csv"
    counter.look(counter.file(out.read_bytes().replace(b",x,", b",y,"), "mended.csv"), rejects=again)
    header, row = again.read_text("utf-8-sig").splitlines()
    assert header == "month,amount,Rejected row,Rejected columns,Reason"
    assert row.startswith("2026-10,y,2,amount,")


def test_a_file_of_rejects_is_read_as_the_file_that_it_came_from(counter: Counter) -> None:
    out = counter.folder / "back.csv"
    counter.take(
        "Monat,Betrag,Lieferant\n2026-10,5,Contoso\n2026-10,x,Contoso\n",
        kind="cost",
        columns={"month": "Monat", "amount": "Betrag", "vendor": "Lieferant"},
        rejects=out,
    )
    back = out.read_text("utf-8-sig")
    counter.take(back.replace(",x,", ",7,"))
    counter.take("Monat,Betrag,Lieferant\n2026-10,9,Contoso\n")
    assert [(line.minor, line.vendor) for line in counter.rows(CostLine)] == [
        (minor, "Contoso") for minor in (5_00, 7_00, 9_00)
    ]


@pytest.mark.parametrize("amount", ["Net total", "Total", "Net amount"])
@pytest.mark.parametrize("service", ["Cost object", "Product"])
def test_the_words_of_ledgers_are_known(counter: Counter, amount: str, service: str) -> None:
    counter.take(f"Period,{service},{amount}\n2026-10,ERP,5\n")
    assert [(line.service, line.minor) for line in counter.rows(CostLine)] == [("ERP", 5_00)]
    funding = counter.look(f"Fiscal year,Department,{service},{amount}\n2027,CC-100,ERP,9\n")
    assert (funding.kind, funding.rows, [*funding.columns]) == (
        "funding",
        1,
        ["fiscal_year", "unit", "service", "amount"],
    )


def test_a_product_beside_a_service_is_what_the_line_is_called(counter: Counter) -> None:
    counter.take("month,amount,service,product\n2026-10,5,ERP,Licences\n")
    assert [(line.service, line.label) for line in counter.rows(CostLine)] == [("ERP", "Licences")]


def test_renamed_columns_of_a_cloud_bill_are_said_once(counter: Counter) -> None:
    renamed = bill().replace("EffectiveCost", "Kosten").replace("ServiceName", "Dienst")
    assert asked(counter, renamed)[0].code == "columns"
    counter.take(renamed, columns={"amount": "Kosten", "label": "Dienst"})

    following = renamed.replace("8.5", "9.5")
    batch = counter.take(following)
    assert (batch.kind, batch.format, batch.totals) == ("focus", "focus", {"USD": "9.5"})
    assert [line.label for line in counter.rows(CostLine)] == ["Virtual machines"] * 2


def test_what_was_billed_is_taken_again_for_the_same_header(counter: Counter) -> None:
    counter.take(bill(), columns={"amount": "BilledCost"})
    assert counter.look(bill({"BilledCost": "11"})).totals == {"USD": "11"}


def test_what_was_left_out_stays_left_out(counter: Counter) -> None:
    text = "month,amount,vendor\n2026-10,5,Contoso\n"
    counter.take(text, kind="cost", columns={"vendor": ""})
    counter.take(text.replace("5", "6"))
    assert [line.vendor for line in counter.rows(CostLine)] == ["", ""]


def test_a_providers_own_bill_is_read_as_before(counter: Counter) -> None:
    columns = {"month": "UsageDateTime", "amount": "PreTaxCost", "label": "MeterCategory"}
    counter.take(AZURE_PAYG, columns=columns, kind="cost")
    batch = counter.look(AZURE_PAYG.replace("1,1,USD", "1,2,USD"))
    assert (batch.kind, batch.totals) == ("cost", {"USD": "2"})


def test_a_workbook_is_read_as_the_csv_file_with_its_header(counter: Counter) -> None:
    from tests.cost.capture.test_files import workbook

    counter.take("month,Betrag\n2026-10,5\n", kind="cost", columns={"amount": "Betrag"})
    batch = counter.look(workbook(("month", "Betrag"), ("2026-10", 6)))
    assert (batch.format, batch.totals) == ("xlsx", {"USD": "6"})


def test_what_was_taken_back_is_forgotten(counter: Counter) -> None:
    text = "month,Betrag\n2026-10,5\n"
    counter.undo(counter.take(text, kind="cost", columns={"amount": "Betrag"}))
    assert asked(counter, text.replace("5", "6"))[0].code == "which"


def test_another_kind_can_be_said_and_a_name_that_says_one_is_heard(counter: Counter) -> None:
    text = "month,unit,service,tier,quantity\n2026-10,CC-100,ERP,Standard,5\n"
    counter.take(text)
    planned = counter.file(text.replace("5", "6"), "plan 2027.csv")
    assert counter.look(planned).kind == "planned"
    assert counter.look(text.replace("5", "7"), kind="planned").kind == "planned"
    assert counter.look(text.replace("5", "8")).kind == "usage"
