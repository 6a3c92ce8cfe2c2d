"""Plans: what is checked in files of funding, budget lines, outcome measures and what else was counted."""

from difflib import get_close_matches

from babel.numbers import get_currency_precision

from bot.cost.capture.kinds import Known, Notes, Refuse, Rows, Step


def whole_cents(known: Known, notes: Notes) -> Step:
    """Return the step that makes `minor` of an amount, which must have no part below a cent."""

    def step(rows: Rows, refuse: Refuse) -> None:
        rows.fields["minor"] = [minor or 0 for _, minor in rows["amount"]]
        for at, (text, minor) in enumerate(rows["amount"]):
            if minor is None:
                refuse(at, "amount", "cents", text)

    return step


def priced_in_cents(known: Known, notes: Notes) -> Step:
    """Return the step that refuses unit prices with a part below a cent: no level of the catalog has one either."""
    places = get_currency_precision(known.currency)

    def step(rows: Rows, refuse: Refuse) -> None:
        for at, price in enumerate(rows["unit_price"]):
            if price is not None and price.partition(".")[2][places:].strip("0"):
                refuse(at, "unit_price", "cents", price)

    return step


def budgeted(known: Known, notes: Notes) -> Step:
    """Return the step that asks for a price or an item with one, and for months that follow one another."""

    def step(rows: Rows, refuse: Refuse) -> None:
        facts = zip(*(rows[name] for name in ("unit_price", "sku", "from_month", "until_month")), strict=True)
        for at, (price, sku, begins, ends) in enumerate(facts):
            if price is None and not sku:
                refuse(at, "unit_price", "no_price")
            if begins and ends and ends <= begins:
                refuse(at, "until_month", "before", ends, begins=begins)

    return step


def measures(known: Known, notes: Notes) -> Step:
    """Return the step that finds a service's measure in the words of the service's file."""
    named = {
        key: {measure.casefold(): measure for measure in each.measures}
        for key, each in known.catalog.services.items()
    }

    def step(rows: Rows, refuse: Refuse) -> None:
        pairs = list(zip(rows["service"], rows["measure"], strict=True))
        rows.fields["measure"] = [named[service].get(said.casefold(), said) for service, said in pairs]
        for at, (service, said) in enumerate(pairs):
            if said.casefold() not in named[service]:
                near = get_close_matches(said.casefold(), named[service], 1, 0.5)
                nearest = named[service][near[0]] if near else None
                refuse(at, "measure", "measure", said, service=service, near=nearest)

    return step


def counts(known: Known, notes: Notes) -> Step:
    """Return the step that refuses more than all, and months before the last closed one: they stay as kept."""
    last = max(known.closed, default="")

    def step(rows: Rows, refuse: Refuse) -> None:
        pairs = zip(rows["good"], rows["counted"], rows["month"], strict=True)
        for at, (good, counted, month) in enumerate(pairs):
            if good > counted:
                refuse(at, "good", "more_than_all", str(good), counted=counted)
            elif month < last:
                refuse(at, "month", "closed", month)

    return step
