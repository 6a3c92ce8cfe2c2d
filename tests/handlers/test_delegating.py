"""Letting somebody else decide: one order, some days, after reminders; and nobody who may not."""

from datetime import UTC, date, datetime, timedelta

from bot import clock
from bot.process import approvals, orders
from bot.sandbox.hands import Person
from bot.value import standing_in
from tests.handlers.test_levels import cy_orders, levels
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import form, words

WHO = "Who decides instead of you?"


def lets_decide(person: Person, name: str) -> None:
    person.clicks("Let somebody else decide…")
    person.chooses(WHO, name)
    person.submits()


def told(person: Person) -> list[str]:
    return [seen.all_text for seen in person.sees("bot")]


def test_one_order_is_given_to_somebody_who_decides_it(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Let somebody else decide…")
    assert "+$327.00" in form(office.bo)
    office.bo.chooses(WHO, "Cy Okafor")
    assert office.bo.submits() == {}
    assert "@Cy Okafor decides on it now" in words(office.bo)
    assert "Waiting for @Cy Okafor, who decides in place of @Bo Larsen" in words(office.ana)
    assert "let somebody else decide" not in words(office.ana)
    assert "@Bo Larsen let somebody else decide" in words(office.cy)
    assert "asks you to approve" in words(office.cy)
    office.cy.clicks("Approve")
    assert "Approved by @Cy Okafor" in words(office.ana)
    assert levels(office) == [(1, "U0BO", "handed_on"), (1, "U0CY", "approved")]


def test_what_is_private_stays_with_who_decides(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    office.ana.fills({"Anything the team or the budget owner should know?": "For the merger"})
    office.ana.chooses("Who may read it?", "Only those it concerns")
    office.ana.submits()
    assert "For the merger" in words(office.bo)
    assert "Private: only those it concerns" in words(office.bo)
    lets_decide(office.bo, "Cy Okafor")
    assert "For the merger" in words(office.cy)
    assert "For the merger" not in words(office.bo)
    office.cy.clicks("Approve")
    assert "For the merger" in words(office.cy)
    assert "For the merger" not in words(office.bo)


def test_it_is_never_given_to_who_asked_nor_to_oneself_nor_to_a_stranger(office: Office) -> None:
    orders_mail(office.ana)
    for name, because in (
        ("Ana Ruiz", "nobody decides on what is for themselves"),
        ("Bo Larsen", "That is you"),
        ("Eve Stone", "for which part of the company"),
    ):
        lets_decide(office.bo, name)
        assert because in form(office.bo)
        office.bo.closes(all_of_them=True)
    assert levels(office) == [(1, "U0BO", "asked")]


def test_nobody_says_yes_for_two_levels(office: Office) -> None:
    cy_orders(office)
    office.dee.clicks("Approve")
    lets_decide(office.bo, "Dee Park")
    assert "said yes to it already" in form(office.bo)


def test_who_gave_it_away_is_told_who_has_it(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve fewer or comment…")
    assert "How many?" in form(office.bo).labels
    with office.desk.session() as session:  # in another window
        standing_in.hand_on(session, office.desk.catalog, 1, by="U0BO", to="U0CY", now=clock.now())
    office.bo.submits()
    assert "by now it is for @Cy Okafor to decide" in form(office.bo)


def test_away_until_a_day_and_back_again(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.command("/it away until 5 Dec, Cy decides")
    assert form(office.bo).values[WHO] == "U0CY"
    assert "2026-12-05" in str(form(office.bo).values["Until, that day included"])
    assert office.bo.submits() == {}
    office.later(timedelta(minutes=1))
    assert "@Cy Okafor decides for you* from 23 Nov 2026 until 5 Dec 2026" in words(office.bo)
    assert any("is away and asked that *you decide*" in one for one in told(office.cy))
    assert levels(office) == [(1, "U0BO", "handed_on"), (1, "U0CY", "asked")]
    assert "who decides while @Bo Larsen is away" in words(office.ana)

    orders_mail(office.ana, quantity="2", sends=False)
    assert "@Cy Okafor for approval, who decides while @Bo Larsen is away" in form(office.ana)
    office.ana.submits()
    assert levels(office, 2) == [(1, "U0CY", "asked")]
    office.until(datetime(2026, 12, 6, 7, 30, tzinfo=UTC))  # half past midnight in Denver
    assert levels(office, 2) == [(1, "U0CY", "dropped"), (1, "U0BO", "asked")]
    assert "You decide for yourself again" in " ".join(told(office.bo))


def test_away_from_one_day_to_another_is_until_the_last(office: Office) -> None:
    office.bo.command("/it away 24 to 27 Nov, Cy decides")

    assert "2026-11-27" in str(form(office.bo).values["Until, that day included"])


def test_what_the_delegate_asks_for_goes_to_the_next_in_line(office: Office) -> None:
    office.bo.command("/it away until 5 Dec, Ana decides")
    office.bo.submits()
    orders_mail(office.ana)
    assert levels(office) == [(1, "U0DEE", "asked")]


def test_back_early(office: Office) -> None:
    office.bo.command("/it away")
    office.bo.chooses(WHO, "Dee Park")
    office.bo.submits()
    orders_mail(office.ana)
    assert levels(office) == [(1, "U0DEE", "asked")]
    office.bo.clicks("I am back")
    assert levels(office) == [(1, "U0DEE", "dropped"), (1, "U0BO", "asked")]
    assert "decides on it now. You need not" in words(office.dee)


def test_a_question_about_being_away_stays_a_question(office: Office) -> None:
    office.ana.command("/it away message for my mailbox")
    assert office.ana.view is None


def test_days_that_are_over_are_no_days(office: Office) -> None:
    office.bo.command("/it away")
    office.bo.chooses(WHO, "Dee Park")
    office.bo.chooses("Until, that day included", "2026-11-01")
    office.bo.submits()
    assert "there are no days" in form(office.bo)


def test_whoever_forgets_is_reminded_by_day_and_gives_it_on_with_one_click(office: Office) -> None:
    orders_mail(office.ana)  # Monday, 9:00 in Denver
    office.until(datetime(2026, 11, 24, 15, 59, tzinfo=UTC))
    assert len(told(office.bo)) == 1
    office.later(timedelta(minutes=2))
    assert "still waits for you" in office.bo.last().text
    office.until(datetime(2026, 11, 27, 15, 59, tzinfo=UTC))  # Thursday is a holiday
    assert len(told(office.bo)) == 2
    office.later(timedelta(minutes=2))
    assert len(told(office.bo)) == 3
    office.bo.clicks("Let Dee Park decide")
    assert levels(office) == [(1, "U0BO", "handed_on"), (1, "U0DEE", "asked")]


def test_what_is_decided_is_not_reminded(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    office.later(timedelta(days=14))
    assert not any("still waits" in one for one in told(office.bo))


def test_after_five_working_days_the_next_is_asked_as_well_and_either_decides(office: Office) -> None:
    orders_mail(office.ana)
    office.later(timedelta(days=1, minutes=1))
    office.later(timedelta(days=3))
    office.until(datetime(2026, 12, 1, 16, 1, tzinfo=UTC))
    assert levels(office) == [(1, "U0BO", "asked"), (1, "U0DEE", "asked")]
    assert "has waited for @Bo Larsen for five working days. @Dee Park is asked as well" in words(office.ana)
    assert "has waited for you for five working days" in words(office.bo)
    assert any("asks you to approve" in one for one in told(office.dee))
    assert any("@Dee Park is asked as well" in one for one in told(office.ana)[:1])
    office.dee.clicks("Approve")
    assert "Approved by @Dee Park" in told(office.ana)[0]
    assert "@Dee Park approved what" in told(office.bo)[0]
    office.later(timedelta(days=14))
    assert sum("five working days" in one for one in told(office.ana)) == 1


def test_nobody_is_reminded_at_night_in_their_zone(office: Office) -> None:
    office.bo.changes(zone="Europe/Berlin")
    orders_mail(office.ana)  # 17:00 in Berlin: its day is over
    office.until(datetime(2026, 11, 25, 6, 59, tzinfo=UTC))
    assert len(told(office.bo)) == 1
    office.later(timedelta(minutes=2))
    assert len(told(office.bo)) == 2


def test_home_says_i_am_away_to_who_decides_only(office: Office) -> None:
    home, hers = office.bo.opens_home(), office.ana.opens_home()
    assert home is not None
    assert hers is not None
    assert "I am away…" in home.buttons
    assert "I am away…" not in hers.buttons
    office.bo.clicks("I am away…", on=home)
    assert "Who decides instead of you?" in form(office.bo).labels


def test_delegations_end_for_the_rows_too(office: Office) -> None:
    office.bo.command("/it away until 24 Nov, Dee decides")
    office.bo.submits()
    with office.desk.read() as session:
        assert approvals.stand_in(session, "U0BO", date(2026, 11, 24)) is not None
        assert approvals.stand_in(session, "U0BO", date(2026, 11, 25)) is None
    orders_mail(office.ana)
    card = office.dee.sees("bot")[-1]
    office.frozen.tick(timedelta(days=2))  # nobody has told the bot yet that it is Wednesday
    office.dee.clicks("Approve", on=card)
    assert any("by now it is for @Bo Larsen to decide" in one for one in told(office.dee))
    with office.desk.read() as session:
        assert orders.find(session, 1).state == "approval"
