"""What an office says to SQLite is read by PostgreSQL, and what that does not take is named."""

import pytest
import sqlalchemy as sa
from sqlmodel import select

from bot.customer.people import Person
from bot.db import Database
from tests import statements
from tests.office import Office


def test_what_an_office_says_is_said_to_postgresql_too(office: Office) -> None:
    office.ana.dm("what is ERP?")
    with office.desk.read() as session:
        session.exec(select(Person).where(Person.name == "nobody has said this before"))
    assert any("people.name =" in text for text in statements.unread())


def test_a_statement_that_postgresql_does_not_take_is_named(
    office: Office, beside: Database | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if beside is None:
        pytest.skip("PostgreSQL: set DATABASE_URL_TEST")
    monkeypatch.setattr(statements, "_unread", {})
    with office.desk.read() as session:
        session.execute(sa.select(sa.func.json_extract('{"a": 1}', "$.a")))
    with pytest.raises(AssertionError, match="json_extract"):
        statements.say_to(beside)
