"""Cloud bills that are broken, or not FOCUS at all: one sentence each says what to do."""

import gzip
import zipfile
from io import BytesIO

import openpyxl
import pytest

from bot.cost.capture import Unreadable
from bot.cost.lines import CostLine
from bot.render import Renderer
from bot.settings import HOUSE
from tests.cost.capture.bills import bill
from tests.cost.capture.counter import Counter

RENDERER = Renderer(HOUSE / "templates")


def refused(counter: Counter, text: str | bytes) -> str:
    """Bring what cannot be read; return the one sentence that says so. Nothing is stored of it."""
    before = counter.everything()
    with pytest.raises(Unreadable) as reason:
        counter.look(text)
    assert counter.everything() == before
    facts = {"code": reason.value.code, "facts": reason.value.facts}
    ((sentence,),) = RENDERER.rows("importing/unreadable", facts)
    return sentence


def sent_back(counter: Counter, text: str) -> list[tuple[int, str, str]]:
    """Bring a bill with wrong rows; return row, column and reason of what comes back."""
    batch = counter.look(text)
    said = []
    for each in batch.rejected:
        facts = {
            "code": each["reason"],
            "column": "",
            "value": each["value"],
            "facts": {"near": None, **each},
        }
        ((words,),) = RENDERER.rows("importing/reason", facts)
        said.append((each["row"], each["column"], words))
    return said


def packed(text: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("bill.csv", text)
    return out.getvalue()


def workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append([cell.strip('"') for cell in line.split("|")])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


AWS_OLD = (
    "identity/LineItemId,bill/PayerAccountId,lineItem/LineItemType,lineItem/UsageAmount,"
    "lineItem/UnblendedCost\n"
    "x,1,Usage,1,0.5\n"
)
AWS_NEW = (
    "bill_payer_account_id,line_item_line_item_type,line_item_usage_amount,"
    "line_item_unblended_cost,tags\n"
    "1,Usage,1,0.5,\n"
)
OCI = (
    "lineItem/referenceNo,lineItem/tenantId,lineItem/intervalUsageStart,"
    "lineItem/intervalUsageEnd,product/service,cost/subscriptionId,cost/myCost\n"
    "1,t,2026-10-01T00:00Z,2026-10-01T01:00Z,COMPUTE,9,0.2\n"
)
AZURE = (
    "InvoiceSectionName,SubscriptionId,ResourceGroup,Date,MeterCategory,MeterSubCategory,"
    "Quantity,EffectivePrice,CostInBillingCurrency,BillingCurrencyCode\n"
    "s,u,g,10/18/2026,Virtual Machines,D,1,1,1,USD\n"
)
AZURE_PAYG = (
    "SubscriptionGuid,ResourceGroup,UsageDateTime,MeterCategory,UsageQuantity,PreTaxCost,"
    "Currency\n"
    "u,g,10/18/2026,Storage,1,1,USD\n"
)
GOOGLE = (
    "Billing account name,Project ID,Service description,SKU description,Usage start date,"
    "Cost ($)\n"
    "a,p,Compute Engine,N1,2026-10-01,3.5\n"
)


@pytest.mark.parametrize(
    ("text", "maker", "remedy"),
    [
        (AWS_OLD, "AWS", "Data Exports"),
        (AWS_NEW, "AWS", "FOCUS with AWS columns"),
        (OCI, "OCI", "FOCUS Reports"),
        (AZURE, "Azure", "Cost and usage details (FOCUS)"),
        (AZURE_PAYG, "Azure", "Cost and usage details (FOCUS)"),
        (GOOGLE, "Google", "BigQuery"),
    ],
)
def test_a_providers_own_bill_says_where_focus_is(
    counter: Counter, text: str, maker: str, remedy: str
) -> None:
    said = refused(counter, text)
    assert f"{maker}'s own format" in said
    assert remedy in said


def test_a_providers_own_bill_is_taken_by_who_says_which_column_is_which(counter: Counter) -> None:
    columns = {"month": "UsageDateTime", "amount": "PreTaxCost", "label": "MeterCategory"}
    batch = counter.look(AZURE_PAYG, columns=columns, kind="cost")
    assert (batch.kind, batch.rows, batch.totals) == ("cost", 1, {"USD": "1"})


BROKEN: list[tuple[str | bytes, str]] = [
    ("<!DOCTYPE html><html><body>Sign in</body></html>", "Sign in where it came from"),
    ("\n  <HTML><h1>403</h1>", "Sign in where it came from"),
    ("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "download the file again"),
    (gzip.compress(bill().encode()), "Unpack it"),
    (packed(bill()), "Unpack it"),
    (b"PAR1\x15\x04", "Export it as CSV"),
    (bill(ServiceName="Entrepôt €").encode("cp1252"), "Save it as CSV UTF-8"),
    (bill({}, {})[:-20], "near row 3 has no partner: the file was cut off there"),
    (bill().replace("ChargeCategory", "Art"), "without ChargeCategory"),
    (bill(without=("EffectiveCost", "BillingCurrency")), "without EffectiveCost and BillingCurrency"),
    (bill(without=("EffectiveCost",), Kosten="1"), "or say which of these it is: Kosten."),
    (bill(without=("EffectiveCost",)), "To take BilledCost instead, say --map amount=BilledCost."),
    (bill().splitlines()[0] + "\n", "has a header and no rows"),
    (bill(without=("EffectiveCost",), InvoiceDetailGrain="{}"), "its invoice details"),
    (bill(without=("EffectiveCost",), BillingPeriodStatus="Open"), "its billing periods"),
    (bill(without=("EffectiveCost",), ContractCommitmentCategory="Spend"), "its contract commitments"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_what_cannot_be_read_says_what_to_do(counter: Counter, text: str | bytes, words: str) -> None:
    assert words in refused(counter, text)


@pytest.mark.parametrize("name", ["bill.csv", "bill.xlsx"])
def test_a_bill_saved_as_a_workbook_is_taken_whatever_its_name(counter: Counter, name: str) -> None:
    batch = counter.take(counter.file(workbook(bill(Tags="NULL", delimiter="|")), name))
    (line,) = counter.rows(CostLine)
    assert (batch.kind, batch.version, line.minor) == ("focus", "1.0", 8_50)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_a_bill_in_another_unicode_is_taken(counter: Counter, encoding: str) -> None:
    counter.take(bill(ServiceName="Entrepôt €").encode(encoding))
    assert [line.label for line in counter.rows(CostLine)] == ["Entrepôt €"]


def test_a_bill_that_a_spreadsheet_saved_with_decimal_commas_is_taken(counter: Counter) -> None:
    counter.take(
        bill({"EffectiveCost": "8,5", "BilledCost": "1234,56"}, {"EffectiveCost": "8E-07"}, delimiter=";")
        .replace("8E-07", "8,1E-02")
        .replace("10.25", "10,25")
    )
    assert [line.minor for line in counter.rows(CostLine)] == [8_50, 8]


@pytest.mark.parametrize("amount", ["1,234", "0,5", "1,234.50"])
def test_a_comma_among_points_is_not_guessed_at(counter: Counter, amount: str) -> None:
    ((row, column, words),) = sent_back(counter, bill({}, {"EffectiveCost": amount}))
    assert (row, column) == (3, "EffectiveCost")
    assert f"“{amount}” has another decimal sign" in words


def test_two_currencies_without_a_rate_wait_for_it(counter: Counter) -> None:
    ((row, column, words),) = sent_back(counter, bill({}, {"BillingCurrency": "EUR"}))
    assert (row, column) == (3, "BillingCurrency")
    assert "there is no rate for EUR in 2026-10; send a file of rates first" in words


def test_two_currencies_are_never_added(counter: Counter) -> None:
    counter.take("currency,since,rate\nEUR,2026-10-01,1.10\n")
    batch = counter.take(bill({}, {"BillingCurrency": "EUR"}))
    assert batch.totals == {"EUR": "8.5", "USD": "8.5"}
    assert [(line.minor, line.paid_in) for line in counter.rows(CostLine)] == [(8_50, ""), (9_35, "EUR")]


@pytest.mark.parametrize("unit", ["TOKENS", "DBU", "Credits"])
def test_a_providers_own_unit_is_never_booked_as_money(counter: Counter, unit: str) -> None:
    ((_, column, words),) = sent_back(counter, bill({}, {"BillingCurrency": unit}))
    assert column == "BillingCurrency"
    assert f"“{unit}” is a provider's own unit and no money" in words


@pytest.mark.parametrize("tags", ['{"application": "er', "application=erp", "[1, 2]", "{'a': 1}"])
def test_tags_that_are_no_json_go_back(counter: Counter, tags: str) -> None:
    ((row, column, words),) = sent_back(counter, bill({}, {"Tags": tags}))
    assert (row, column) == (3, "Tags")
    assert "is not whole JSON" in words


def test_a_last_line_that_was_cut_off_goes_back(counter: Counter) -> None:
    whole = bill({}, {}, without=("Tags",))
    ((row, _, words),) = sent_back(counter, whole[: whole.rindex("Virtual") + 4])
    assert row == 3
    assert "has 14 of 15 cells, so the file was cut off; download it again" in words


def test_a_renamed_column_is_found_by_who_says_so(counter: Counter) -> None:
    text = bill().replace("EffectiveCost", "Kosten")
    assert "Kosten" in refused(counter, text)
    assert counter.look(text, columns={"amount": "Kosten"}).totals == {"USD": "8.5"}


def test_an_unknown_kind_of_charge_goes_back(counter: Counter) -> None:
    ((_, column, words),) = sent_back(counter, bill({}, {"ChargeCategory": "Usag"}))
    assert (column, "do you mean usage?" in words) == ("ChargeCategory", True)


def test_a_bill_without_a_provider_is_taken_and_says_so(counter: Counter) -> None:
    batch = counter.take(bill(without=("ProviderName",)))
    assert {"code": "no_vendor", "rows": 1} in batch.noted
