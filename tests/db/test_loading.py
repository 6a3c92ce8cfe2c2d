"""What a Loader loads is what SQLAlchemy would: objects of the session, changed and written as its own are."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from bot.customer.people import Person
from bot.db import Database, Loader, Values, either, get
from bot.process.kept_forms import KeptForm
from bot.process.orders import Order
from tests.statements import listening

AT = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=9)))
OF_UNIT = select(Order).where(Order.unit == sa.bindparam("unit")).order_by(col(Order.id))
ORDERS = Loader(Order, OF_UNIT)
ANEW = Loader(Order, OF_UNIT.with_for_update(), anew=True)
PEOPLE = Values(select(Order.person).where(Order.unit == sa.bindparam("unit")).order_by(col(Order.id)))
CLOSE = Loader(
    Order,
    sa.update(Order)
    .where(col(Order.unit) == sa.bindparam("of_unit"), col(Order.state) == "open")
    .values(state="closed", note=col(Order.note) + sa.bindparam("more", type_=sa.String), closed_at=AT)
    .returning(Order),
    anew=True,
)


def place(db: Database, **more: Any) -> None:
    with db.session() as session:
        session.add(
            Order(
                **{"kind": "order", "state": "open", "person": "U1", "unit": "FIN", "opened_at": AT, **more}
            )
        )


def as_stored(db: Database) -> list[dict[str, Any]]:
    with db.read() as session:
        return [each.model_dump() for each in session.exec(OF_UNIT, params={"unit": "FIN"})]


def test_every_value_is_what_sqlalchemy_makes_of_it(db: Database) -> None:
    place(
        db,
        unit_price=Decimal("12.50"),
        starts_on=date(2026, 12, 1),
        details=[{"key": "é"}],
        private=True,
        working_again=False,
    )
    place(db, unit_price=Decimal("0.1"), due_at=AT, details=[])
    with db.read() as session:
        found = ORDERS.all(session, unit="FIN")
        assert [each.model_dump() for each in found] == as_stored_in(session)
    assert found[0].unit_price == Decimal("12.50")
    assert found[0].opened_at.tzinfo is UTC
    assert (found[0].private, found[0].working_again, found[1].working_again) == (True, False, None)


def as_stored_in(session: Session) -> list[dict[str, Any]]:
    """Return what the rows say, by an identity map of its own."""
    with Session(session.connection()) as other:
        return [each.model_dump() for each in other.exec(OF_UNIT, params={"unit": "FIN"})]


def test_the_first_is_found_or_none(db: Database) -> None:
    place(db)
    place(db)
    with db.read() as session:
        first = ORDERS.first(session, unit="FIN")
        assert first is not None
        assert first.id == min(each.number for each in ORDERS.all(session, unit="FIN"))
        assert ORDERS.first(session, unit="OPS") is None
        assert ORDERS.all(session, unit="OPS") == []


def test_one_of_several_values_is_named_in_the_statement(db: Database) -> None:
    for number, state in enumerate(("open", "done", "closed")):
        place(db, state=state, opened_at=AT + number * timedelta(hours=1))
    over = Values(
        select(Order.state).where(either(col(Order.state), ("done", "closed"))).order_by(col(Order.id))
    )
    first = Values(select(Order.state).where(either(col(Order.opened_at), [AT])))
    with db.read() as session:
        assert over.all(session) == ["done", "closed"]
        assert first.all(session) == ["open"]


def test_a_row_is_one_object_whoever_loads_it(db: Database) -> None:
    place(db)
    with db.read() as session:
        found = ORDERS.first(session, unit="FIN")
        assert found is not None
        assert session.get(Order, found.id) is found
        assert session.exec(select(Order)).one() is found
        assert ORDERS.first(session, unit="FIN") is found
    with db.read() as session:
        found = session.exec(select(Order)).one()
        assert ORDERS.first(session, unit="FIN") is found


def test_what_changes_on_it_is_written(db: Database) -> None:
    place(db)
    with db.session() as session:
        found = ORDERS.first(session, unit="FIN")
        assert found is not None
        assert not session.dirty
        found.note, found.details = "told", [{"key": "a"}]
    assert [(each["note"], each["details"]) for each in as_stored(db)] == [("told", [{"key": "a"}])]


def test_it_can_be_deleted(db: Database) -> None:
    place(db)
    with db.session() as session:
        session.delete(ORDERS.first(session, unit="FIN"))
    assert as_stored(db) == []


def test_what_changed_in_the_session_is_seen(db: Database) -> None:
    place(db, unit="OPS")
    with db.session() as session:
        session.exec(select(Order)).one().unit = "FIN"
        session.add(Order(kind="order", state="open", person="U2", unit="FIN", opened_at=AT))
        assert PEOPLE.all(session, unit="FIN") == ["U1", "U2"]
    with db.session() as session:
        session.exec(OF_UNIT, params={"unit": "FIN"}).all()[1].unit = "OPS"
        assert [each.person for each in ORDERS.all(session, unit="FIN")] == ["U1"]
        assert PEOPLE.first(session, unit="OPS") == "U2"
        assert PEOPLE.first(session, unit="HR") is None


@pytest.mark.parametrize(("loader", "seen"), [(ORDERS, ""), (ANEW, "elsewhere")])
def test_only_anew_it_takes_on_what_changed_beside_it(db: Database, loader: Loader[Order], seen: str) -> None:
    place(db, details=[{"key": "a"}])
    with db.session() as session:
        found = ORDERS.first(session, unit="FIN")
        assert found is not None
        found.details.append({"key": "never said"})
        session.connection().execute(sa.update(SQLModel.metadata.tables["orders"]).values(note="elsewhere"))
        assert loader.first(session, unit="FIN") is found
        assert found.note == seen
        assert len(found.details) == (1 if seen else 2)


def test_after_anew_a_change_is_still_written(db: Database) -> None:
    place(db)
    with db.session() as session:
        found = ORDERS.first(session, unit="FIN")
        assert found is not None
        session.connection().execute(sa.update(SQLModel.metadata.tables["orders"]).values(note="elsewhere"))
        ANEW.first(session, unit="FIN")
        assert not session.dirty
        found.note = ""
    assert [each["note"] for each in as_stored(db)] == [""]


def test_a_change_returns_its_rows_as_they_are_after_it(db: Database) -> None:
    place(db, note="a")
    with db.session() as session:
        found = ORDERS.first(session, unit="FIN")
        (closed,) = CLOSE.all(session, of_unit="FIN", more="b")
        assert closed is found
        assert (closed.state, closed.note, closed.closed_at) == ("closed", "ab", AT)
        assert CLOSE.all(session, of_unit="FIN", more="b") == []
    assert [(each["state"], each["note"]) for each in as_stored(db)] == [("closed", "ab")]


def test_what_a_savepoint_undoes_is_read_again(db: Database) -> None:
    place(db)
    with db.session() as session:
        with session.begin_nested() as savepoint:
            found = ORDERS.first(session, unit="FIN")
            assert found is not None
            found.note = "undone"
            session.flush()
            savepoint.rollback()
        assert ORDERS.first(session, unit="FIN") is found
        assert found.note == ""
        session.rollback()
        assert (found.note, found.unit) == ("", "FIN")


def test_by_its_key_a_row_is_asked_for_once(db: Database) -> None:
    with db.session() as session:
        session.add(Person(id="U1", name="Ana"))
        session.add(KeptForm(person="U1", form="help", filled={"a": 1}, at=AT))
    with db.read() as session:
        person, kept = get(session, Person, "U1"), get(session, KeptForm, "U1", "help")
        assert person is not None
        assert kept is not None
        assert (person.name, kept.filled, kept.at) == ("Ana", {"a": 1}, AT)
        with listening() as words:
            assert get(session, Person, "U1") is person
            assert get(session, KeptForm, "U1", "help") is kept
        assert words == []
        assert get(session, Person, "U2") is None
        assert get(session, KeptForm, "help", "U1") is None


def test_by_its_key_what_was_just_added_is_found(db: Database) -> None:
    with db.session() as session:
        ana = Person(id="U1")
        session.add(ana)
        assert get(session, Person, "U1") is ana
        session.delete(ana)
        session.flush()
        assert get(session, Person, "U1") is None
