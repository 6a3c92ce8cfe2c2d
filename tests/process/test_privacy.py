"""Private orders: who may read them."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from bot.catalog import Catalog
from bot.clock import now
from bot.process import approvals, privacy
from bot.process.approvers import Approver
from bot.process.orders import Order
from tests.office import Office


def an_order(session: Session, **facts: object) -> Order:
    given = {
        "kind": "order",
        "state": "open",
        "person": "U0ANA",
        "unit": "CC-500",
        "opened_at": now(),
        **facts,
    }
    order = Order.model_validate(given)
    session.add(order)
    session.flush()
    return order


@pytest.mark.parametrize(
    ("person", "may"),
    [("U0ANA", True), ("U0EVE", True), ("U0BO", True), ("U0KIM", True), ("U0PAT", True), ("U0DEE", False)],
)
def test_a_private_order_is_read_by_those_it_concerns(office: Office, person: str, may: bool) -> None:
    with office.desk.session() as session:
        order = an_order(session, private=True, for_person="U0EVE", approver="U0BO", assignee="U0KIM")
        part = an_order(session, kind="task", private=True, part_of=order.id, assignee="U0PAT")
        catalog = office.desk.catalog

        assert privacy.may_read(session, catalog, order, person) is may
        assert privacy.may_read(session, catalog, part, person) is may


@pytest.mark.parametrize(
    ("state", "may"),
    [("asked", True), ("approved", True), ("declined", True), ("handed_on", False), ("dropped", False)],
)
def test_of_several_who_decide_each_may_read_who_had_a_word(office: Office, state: str, may: bool) -> None:
    with office.desk.session() as session:
        order = an_order(session, private=True, state="approval", approver="U0BO")
        part = an_order(session, kind="task", private=True, part_of=order.id)
        approvals.ask(session, order, 1, Approver("U0DEE", "lead"), now()).state = state
        catalog = office.desk.catalog

        assert privacy.may_read(session, catalog, order, "U0DEE") is may
        assert privacy.may_read(session, catalog, part, "U0DEE") is may


def test_what_is_not_private_anybody_may_read(office: Office) -> None:
    with office.desk.read() as session:
        order = Order(kind="order", state="open", person="U0ANA", unit="CC-500", opened_at=now())

        assert privacy.may_read(session, office.desk.catalog, order, "U0DEE")


def test_a_service_that_is_private_makes_its_orders_private_and_not_its_incidents(
    sample_catalog: Catalog,
) -> None:
    mail = replace(sample_catalog.services["COL"], private=True)
    catalog = replace(sample_catalog, services={**sample_catalog.services, "COL": mail})
    order = Order(kind="order", state="open", person="U0ANA", unit="CC-500", service="COL", opened_at=now())
    incident = order.model_copy(update={"kind": "incident"})

    assert privacy.is_private(catalog, order)
    assert not privacy.is_private(catalog, incident)
