"""When the funding does not carry it: shared money, a request for more, and what goes on by itself."""

from datetime import date

from sqlmodel import select

from bot import clock
from bot.cost import funding
from bot.cost.funding import Commitment
from bot.cost.subscriptions import Subscription
from bot.money import Money
from bot.process import orders
from bot.value import more_funding
from tests.handlers.test_delegating import told
from tests.handlers.test_levels import held, left, levels
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import form, words


def short_order(office: Office, quantity: str = "900") -> None:
    orders_mail(office.ana, quantity=quantity, sends=False)
    office.ana.clicks("Ask for more funding")
    assert office.ana.submits() == {}


def shared(office: Office) -> Money:
    company = office.desk.catalog.company
    with office.desk.read() as session:
        unit, pool = company.units["CC-500"], company.pools["GROWTH"]
        return funding.standing(session, office.desk.catalog, unit, date(2026, 11, 23), pool).remaining


def leave_only(office: Office, amount: Money) -> None:
    """Let another order hold what Finance has, but for `amount`."""
    company = office.desk.catalog.company
    with office.desk.session() as session:
        now = funding.standing(session, office.desk.catalog, company.units["CC-500"], date(2026, 11, 23))
        funding.hold(session, now, 99, now.remaining - amount)


def test_more_is_asked_for_with_every_figure_and_granted_and_the_order_goes_on(office: Office) -> None:
    short_order(office)
    before = left(office, "CC-500")
    office.bo.clicks("Ask for more funding…")
    view = form(office.bo)
    for figure in ("Finance has left", "Needed until the year ends", "Short by", "Next year, in full"):
        assert figure in view
    assert "@Dee Park decides whether Finance gets more" in view
    short = str(view.values["How much more?"])
    office.bo.fills({"Why is it worth it?": "Month-end closes two days sooner."})
    assert office.bo.submits() == {}
    assert "Month-end closes two days sooner" in words(office.dee)
    assert "Next: @Dee Park decides" in words(office.bo)

    office.dee.clicks(next(one for one in office.dee.last().buttons if one.startswith("Grant")))
    assert left(office, "CC-500") == before + Money.of(short, "USD")
    assert "fits now and waits for your yes" in words(office.bo)
    office.bo.clicks("Approve")
    assert "The team has it" in words(office.ana)
    assert left(office, "CC-500") == Money(0, "USD")
    assert held(office) == [(1, None)]


def test_a_no_brings_the_reason_and_what_fits_all_the_same(office: Office) -> None:
    short_order(office)
    office.bo.clicks("Ask for more funding…")
    office.bo.fills({"Why is it worth it?": "We grow."})
    office.bo.submits()
    office.dee.clicks("Decline…")
    assert "instead of 900" in form(office.dee)
    office.dee.fills({"Why, and what would work instead?": "Half of it now, half in July."})
    assert office.dee.submits() == {}
    no = words(office.bo)
    assert "Half of it now, half in July." in no
    assert "instead of 900" in no
    fewer = next(one for one in office.bo.last().buttons if one.startswith("Approve") and "over" not in one)
    office.bo.clicks(fewer)
    assert "The team has it" in words(office.ana)
    assert left(office, "CC-500") >= Money(0, "USD")


def test_it_is_asked_for_once_and_decided_once_by_who_is_asked(office: Office) -> None:
    short_order(office)
    for _ in range(2):
        office.bo.clicks("Ask for more funding…")
        office.bo.fills({"Why is it worth it?": "We grow."})
        office.bo.submits()
    assert "is asked for more funding for number 1 already" in form(office.bo)
    office.bo.closes(all_of_them=True)
    card = office.dee.last()
    office.eve.clicks("funding.grant", on=card)
    assert any("decides on it; nothing was changed" in one for one in told(office.dee))
    before = left(office, "CC-500")
    with office.desk.session() as session:  # another window of Dee's, whose edit has not arrived here yet
        more_funding.decide(
            session, office.desk.catalog, 1, by="U0DEE", granted=True, note="", now=clock.now()
        )
    granted = left(office, "CC-500")
    assert granted > before
    office.dee.clicks("funding.grant", on=card)
    assert left(office, "CC-500") == granted
    assert "Nothing was done twice" in words(office.dee)


def test_what_was_decided_meanwhile_needs_no_money_any_more(office: Office) -> None:
    short_order(office)
    office.bo.clicks("Ask for more funding…")
    office.bo.fills({"Why is it worth it?": "We grow."})
    office.bo.submits()
    office.ana.clicks("Cancel")
    office.dee.clicks("funding.grant")
    assert "was decided meanwhile" in words(office.bo)


def test_shared_money_pays_where_the_units_does_not(office: Office) -> None:
    """Forty more people on Plus cost 13,370.67 until the end of June; above 10,000 the head is asked, too."""
    leave_only(office, Money(500000, "USD"))
    orders_mail(office.ana, quantity="40", sends=False)
    office.ana.chooses("Are these new?", "Add new units")
    before, pool = left(office, "CC-500"), shared(office)
    office.ana.clicks("Pay from Growth fund")
    view = form(office.ana)
    assert "Growth fund pays for it" in view
    assert "@Dee Park for approval, who looks after Growth fund" in view
    assert office.ana.submits() == {}
    assert levels(office) == [(1, "U0DEE", "asked")]
    assert "Growth fund has left" in words(office.dee)
    office.dee.clicks("Approve")
    assert levels(office)[-1] == (2, "U0BO", "asked")
    office.bo.clicks("Approve")
    assert left(office, "CC-500") == before
    with office.desk.read() as session:
        commitment = session.exec(select(Commitment).where(Commitment.order_id == 1)).one()
        assert (commitment.pool, commitment.unit) == ("GROWTH", "CC-500")
    assert shared(office) == pool - Money(1337067, "USD")
    office.kim.sees("#workplace")
    office.kim.clicks("Done")
    assert left(office, "CC-500") == before
    assert shared(office) == pool - Money(1337067, "USD")
    with office.desk.read() as session:
        bought = session.exec(select(Subscription).where(Subscription.order_id == 1)).one()
        assert (bought.pool, orders.find(session, 1).pool) == ("GROWTH", "GROWTH")


def test_it_can_be_paid_by_the_unit_after_all(office: Office) -> None:
    leave_only(office, Money(500000, "USD"))
    orders_mail(office.ana, quantity="40", sends=False)
    office.ana.chooses("Are these new?", "Add new units")
    assert "Short by" in form(office.ana)
    assert "$8,370.67" in form(office.ana)
    office.ana.clicks("Pay from Growth fund")
    assert "Short by" not in form(office.ana)
    office.ana.clicks("Pay from Finance")
    assert "more than Finance has left" in form(office.ana)
    assert told(office.bo) == []


def test_the_words_of_a_private_order_are_not_passed_on_with_the_request(office: Office) -> None:
    orders_mail(office.ana, quantity="900", sends=False)
    office.ana.fills({"Anything the team or the budget owner should know?": "For the merger"})
    office.ana.chooses("Who may read it?", "Only those it concerns")
    office.ana.clicks("Ask for more funding")
    assert office.ana.submits() == {}
    office.bo.clicks("Ask for more funding…")
    assert "merger" not in str(form(office.bo).values)
