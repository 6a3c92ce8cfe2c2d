"""Somebody has left: what they were asked goes to the next in line, what they asked for to their head."""

from dataclasses import replace

from bot import clock
from bot.desk import Stock
from bot.process import cards, orders
from bot.process.orders import NewOrder
from tests.handlers.test_delegating import told
from tests.handlers.test_levels import cy_orders, left, levels
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.reading import words


def test_an_approver_who_has_left_is_replaced_and_the_requester_reads_it(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.changes(deleted=True)
    office.sender.run_once()
    assert levels(office) == [(1, "U0BO", "dropped"), (1, "U0DEE", "asked")]
    assert "Waiting for @Dee Park" in words(office.ana)
    assert "@Bo Larsen has left the company, so the next in line is asked" in words(office.ana)
    assert "asks you to approve" in words(office.dee)
    office.dee.clicks("Approve")
    assert "Approved by @Dee Park" in words(office.ana)


def test_a_delegate_who_has_left_gives_it_back_to_the_next_in_line(office: Office) -> None:
    office.bo.command("/it away until 5 Dec, Cy decides")
    office.bo.submits()
    orders_mail(office.ana)
    assert levels(office) == [(1, "U0CY", "asked")]
    office.cy.changes(deleted=True)
    assert levels(office) == [(1, "U0CY", "dropped"), (1, "U0BO", "asked")]


def test_what_somebody_who_left_had_asked_for_is_their_heads_to_keep_or_cancel(office: Office) -> None:
    before = left(office)
    for _ in range(3):
        cy_orders(office, "2")
    office.dee.clicks("Approve")  # the third: the team has it
    office.cy.changes(deleted=True)
    office.sender.run_once()
    (message,) = [one for one in office.dee.sees("bot") if "has left the company" in one]
    assert "Please say whether this is still wanted" in message
    assert "3 · Mail, chat and meetings" in message
    assert "With the team" in message
    with office.desk.read() as session:
        running = orders.find(session, 3)
        assert (running.state, running.person) == ("open", "U0DEE")
        assert orders.story(session, 3)[0].by == "U0CY"
    assert any("The team has it" in one for one in told(office.dee))

    office.eve.clicks("left.keep", on=message)
    with office.desk.read() as session:
        assert orders.find(session, 1).person == "U0CY"
    office.dee.clicks("left.drop", on=message)
    with office.desk.read() as session:
        assert orders.find(session, 1).state == "cancelled"
    message = next(one for one in office.dee.sees("bot") if "has left the company" in one)
    assert "1 · Mail" not in message
    office.dee.clicks("Keep it", on=message)
    with office.desk.read() as session:
        kept = orders.find(session, 2)
        assert (kept.person, kept.state, kept.approver) == ("U0DEE", "approval", "U0BO")
    assert left(office) < before


def test_what_the_head_keeps_somebody_else_approves(office: Office) -> None:
    orders_mail(office.ana)
    office.ana.changes(deleted=True)
    office.sender.run_once()
    office.bo.clicks("Keep it")
    assert levels(office) == [(1, "U0BO", "dropped"), (1, "U0DEE", "asked")]
    assert "@Bo Larsen asks you to approve" in words(office.dee)
    office.dee.clicks("Approve")
    assert any("Approved by @Dee Park" in one for one in told(office.bo))
    with office.desk.read() as session:
        assert orders.find(session, 1).person == "U0BO"


def test_what_is_private_goes_on_with_who_gets_it_and_else_with_the_head(office: Office) -> None:
    for getter in ("U0LEE", None):
        with office.desk.db.session() as session:
            number = orders.place(session, private_order(getter))
            cards.show(session, office.desk.catalog, orders.find(session, number), clock.now())
    office.sender.run_once()
    office.cy.changes(deleted=True)
    office.sender.run_once()
    with office.desk.read() as session:
        assert orders.find(session, 1).person == "U0LEE"
        assert orders.find(session, 2).person == "U0DEE"
    (message,) = [one for one in office.dee.sees("bot") if "has left the company" in one]
    assert "2 · " in message
    assert "1 · " not in message
    assert len(office.lee.sees("bot")) == 1  # the card that was theirs before
    assert "The team has it" in words(office.lee)


def test_what_somebody_who_left_had_taken_is_their_teams_again(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    office.kim.clicks("Take")
    office.kim.clicks("Ask…")
    office.kim.fills({"Your question": "Which floor?"})
    office.kim.chooses("Meanwhile", "It waits for them, and the clock stands still")
    office.kim.submits()
    office.kim.changes(deleted=True)
    office.sender.run_once()
    with office.desk.read() as session:
        free = orders.find(session, 1)
        assert (free.state, free.assignee, free.waiting_since) == ("open", None, None)
    assert "@Kim Weiss, who had number 1, has left the company" in words(office.dee, "#workplace")
    assert "The team has it now" in words(office.ana) or "The team has it" in "".join(told(office.ana))
    assert "Whoever had it has left the company" in "".join(map(str, office.dee.sees("#workplace")))


def test_a_complaint_that_somebody_who_left_had_alone_goes_to_another_who_leads_it(office: Office) -> None:
    with office.desk.db.session() as session:
        number = orders.place(session, complaint(team="U0CY"))
        cards.show(session, office.desk.catalog, orders.find(session, number), clock.now())
    office.sender.run_once()
    office.cy.changes(deleted=True)
    office.sender.run_once()
    assert "is not happy" in "".join(told(office.dee))
    with office.desk.read() as session:
        assert orders.find(session, number).team == "U0DEE"


def test_what_somebody_who_left_was_to_get_is_for_who_asked(office: Office) -> None:
    with office.desk.db.session() as session:
        new = private_order("U0LEE").model_copy(update={"person": "U0ANA", "private": False})
        number = orders.place(session, new)
        cards.show(session, office.desk.catalog, orders.find(session, number), clock.now())
    office.sender.run_once()
    office.lee.changes(deleted=True)
    office.sender.run_once()
    (message,) = [one for one in office.ana.sees("bot") if "has left the company" in one]
    assert "This was for them and goes on, for you, unless you cancel it" in message
    office.ana.clicks("Cancel", on=message)
    with office.desk.read() as session:
        order = orders.find(session, number)
        assert (order.for_person, order.state) == (None, "cancelled")


def test_who_was_asked_for_more_funding_and_left_is_replaced(office: Office) -> None:
    orders_mail(office.ana, quantity="900", sends=False)
    office.ana.clicks("Ask for more funding")
    office.ana.submits()
    office.bo.clicks("Ask for more funding…")
    office.bo.fills({"Why is it worth it?": "Month-end"})
    office.bo.submits()
    assert "Month-end" in "".join(told(office.dee))
    catalog = office.desk.catalog
    company = replace(catalog.company, leads=(*catalog.company.leads, "cy@calder.example"))
    office.desk.shelf.stock = Stock(replace(catalog, company=company), office.desk.finder)
    office.dee.changes(deleted=True)
    office.sender.run_once()
    assert "Month-end" in "".join(told(office.cy))
    office.cy.clicks(next(one for one in office.cy.last().buttons if one.startswith("Grant")))
    assert "fits now and waits for your yes" in words(office.bo)


def complaint(team: str) -> NewOrder:
    return NewOrder(
        kind="complaint",
        state="open",
        person="U0ANA",
        unit="CC-500",
        service="ERP",
        team=team,
        text="Nobody calls back",
        private=True,
        opened_at=clock.now(),
        due_at=clock.now(),
    )


def private_order(getter: str | None) -> NewOrder:
    return NewOrder(
        kind="order",
        state="open",
        person="U0CY",
        for_person=getter,
        unit="CC-100",
        service="COL",
        tier="Plus",
        private=True,
        opened_at=clock.now(),
        due_at=clock.now(),
    )
