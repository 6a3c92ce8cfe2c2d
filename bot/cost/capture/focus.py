"""FOCUS: cloud bills in the FinOps Open Cost and Usage Specification, 1.0 to 1.4, known by their columns."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from babel.numbers import is_currency

from bot.cost.capture import costs, focus_steps, natives, newcomers, values, words
from bot.cost.capture.kinds import Column, Kind, Known, Notes, Step
from bot.cost.capture.trouble import Unreadable, Wrong

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CORE = (
    "BilledCost",
    "BillingAccountId",
    "BillingCurrency",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargePeriodStart",
    "EffectiveCost",
    "ServiceCategory",
    "ServiceName",
)
_ENOUGH = 6  # of them; what is called by so many of these names is nothing else
_SINCE = {  # the version that a column came with, the newest first
    "1.4": "CommitmentProgramEligibilityDetails InvoiceDetailId",
    "1.3": """AllocatedMethodDetails AllocatedMethodId AllocatedResourceId AllocatedResourceName AllocatedTags
        ContractApplied HostProviderName ServiceProviderName""",
    "1.2": """BillingAccountType InvoiceId PricingCurrency PricingCurrencyContractedUnitPrice
        PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice SubAccountType""",
    "1.1": """CapacityReservationId CapacityReservationStatus CommitmentDiscountQuantity CommitmentDiscountUnit
        ServiceSubcategory SkuMeter SkuPriceDetails""",
    "1.0": """AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd
        BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd
        ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName
        CommitmentDiscountStatus CommitmentDiscountType ConsumedQuantity ConsumedUnit ContractedCost
        ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory
        PricingQuantity PricingUnit ProviderName PublisherName RegionId RegionName ResourceId ResourceName
        ResourceType ServiceCategory ServiceName SkuId SkuPriceId SubAccountId SubAccountName Tags""",
}
_VERSIONS = {natives.simple(name): since for since, names in _SINCE.items() for name in names.split()}
_OTHER = {  # what else the specification describes, by a column that only it has
    "ContractCommitmentCategory": "contracts",
    "InvoiceDetailGrain": "invoices",
    "BillingPeriodStatus": "periods",
}


def recognise(header: Sequence[str], *, mapped: bool) -> str | None:
    """Return "focus" for such a bill, None for anything else.

    Raises Unreadable for what the specification describes beside cost, and for a provider's own bill, unless
    a person said which column is which (`mapped`).
    """
    said = {natives.simple(name) for name in header}
    for column, dataset in _OTHER.items():
        if natives.simple(column) in said and natives.simple("EffectiveCost") not in said:
            raise Unreadable("focus_other", dataset=dataset)
    if sum(natives.simple(column) in said for column in _CORE) >= _ENOUGH:
        return "focus"
    if not mapped and (maker := natives.maker(said)):
        raise Unreadable("native", maker=maker)
    return None


def version(header: Sequence[str]) -> str:
    """Return the version that a bill is of, as far as its columns tell."""
    said = {natives.simple(name) for name in header}
    newest = max((_VERSIONS[name] for name in said if name in _VERSIONS), default="1.0")
    return "1.4" if newest == "1.3" and natives.simple("ProviderName") not in said else newest


def strange(header: Sequence[str]) -> list[str]:
    """Return the columns that no version has, without those that the specification leaves free (x_)."""
    return [
        name
        for name in header
        if name and natives.simple(name) not in _VERSIONS and not name.casefold().startswith("x_")
    ]


def _cost(known: Known) -> Callable[[str], tuple[str, int | None]]:
    """Read an amount; the specification has no thousands separators, so another sign is a mistake."""
    read, foreign = costs.paid(known), "." if known.comma else ","

    def strictly(cell: str) -> tuple[str, int | None]:
        if foreign in cell:
            raise Wrong("mixed_signs")
        return read(cell)

    return strictly


def _money(known: Known) -> Callable[[str], str]:
    """Read the currency of a bill; a vendor's own unit, such as tokens, is no money."""
    read: Callable[[str], str] = words.foreign(known)

    def really(cell: str) -> str:
        if not is_currency(cell.upper()):
            raise Wrong("virtual")
        return read(cell)

    return really


def _last_day(cell: str) -> str:
    """Read when a charge ends, an instant, as the first day that is not charged any more."""
    on = values.day(cell)
    try:
        at = datetime.fromisoformat(cell.removesuffix(" UTC"))
    except ValueError:
        return on.isoformat()
    return (on + timedelta(days=bool(at.hour or at.minute or at.second))).isoformat()


def _tags(cell: str) -> str:
    """Read tags, a JSON object."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        raise Wrong("json") from None
    if not isinstance(found, dict):
        raise Wrong("json")
    return values.any_length(json.dumps(found, ensure_ascii=False, sort_keys=True))


def _is_correction(cell: str) -> bool:
    return cell.casefold() == "correction"


def _in_order(known: Known, notes: Notes) -> Step:
    return costs.in_order


def _column(ours: str, name: str, read: Callable[[Known], Callable[[str], Any]], **more: Any) -> Column:
    return Column(ours, read, (name, _WORD.sub(" ", name)), **more)


def _needed(ours: str, name: str, read: Callable[[Known], Callable[[str], Any]], **more: Any) -> Column:
    return _column(ours, name, read, needed=True, filled=True, **more)


def _named(ours: str, name: str, **more: Any) -> Column:
    return _column(ours, name, words.plain(values.words), plain=values.are_words, **more)


FOCUS = Kind(
    "focus",
    "cost_lines",
    (
        _needed(
            "month", "BillingPeriodStart", words.plain(values.month), examples=("2026-10-01T00:00:00Z",) * 2
        ),
        _needed("amount", "EffectiveCost", _cost, is_number=True, examples=("12.5", "0.0042")),
        _column("billed", "BilledCost", _cost, is_number=True, default=None, examples=("12.5", "0.0042")),
        _needed("currency", "BillingCurrency", _money, examples=("USD", "USD")),
        _named("category", "ServiceCategory", needed=True, filled=True, examples=("Compute", "Storage")),
        _named(
            "label", "ServiceName", needed=True, filled=True, examples=("Virtual machines", "Object storage")
        ),
        _needed("charge", "ChargeCategory", words.charge, examples=("Usage", "Usage")),
        _column("correction", "ChargeClass", words.plain(_is_correction), default=False),
        _named("vendor", "ServiceProviderName", examples=("Contoso", "Contoso")),
        _named("provider", "ProviderName"),
        _named("account", "SubAccountId", examples=("4711", "4711")),
        _named("payer", "BillingAccountId", examples=("42", "42")),
        _column(
            "starts_on",
            "ChargePeriodStart",
            words.plain(values.iso_day),
            needed=True,
            default=None,
            examples=("2026-10-01T00:00:00Z",) * 2,
        ),
        _column(
            "ends_on",
            "ChargePeriodEnd",
            words.plain(_last_day),
            default=None,
            examples=("2026-11-01T00:00:00Z",) * 2,
        ),
        _column("tags", "Tags", words.plain(_tags), examples=('{"application": "erp"}', "")),
    ),
    steps=(
        focus_steps.Said,
        focus_steps.WholeNumbers,
        _in_order,
        costs.Services,
        costs.Cents,
        costs.ClosedMonths,
        costs.Told,
        focus_steps.Corrections,
        newcomers.Newcomers,
    ),
    fixed=costs.fixed,
    months="month",
    kept_closed=True,
    format="focus",
    version=version,
    null="null",
    whole_rows=True,
    leaves_out=("currency", "billed", "correction", "provider", "payer"),
)
