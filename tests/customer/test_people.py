"""What Slack tells about people, kept so that it can be used."""

import pytest

from bot.catalog import Catalog
from bot.customer import people
from bot.customer.people import Profile
from bot.db import Database
from tests.conftest import T0


def test_an_address_is_the_same_however_it_is_written(db: Database, sample_catalog: Catalog) -> None:
    with db.session() as session:
        people.learn(
            session, Profile(id="U0BO", name="Bo", email="Bo@Calder.Example"), sample_catalog.company, T0
        )
        session.flush()
        assert people.ids(session, ["bo@calder.example"]) == {"bo@calder.example": "U0BO"}
        assert people.unit_of(session, "U0BO") == "CC-500"


def test_of_nobody_there_are_no_ids(db: Database) -> None:
    with db.read() as session:
        assert people.ids(session, []) == {}


@pytest.mark.parametrize(
    ("told", "kept"), [("Europe/Berlin", "Europe/Berlin"), ("Mars/Olympus", None), ("", None), (None, None)]
)
def test_a_zone_that_no_clock_knows_is_none(
    db: Database, sample_catalog: Catalog, told: str | None, kept: str | None
) -> None:
    with db.session() as session:
        assert (
            people.learn(session, Profile(id="U0", name="", zone=told), sample_catalog.company, T0).zone
            == kept
        )


@pytest.mark.parametrize(
    ("before", "email", "after"),
    [
        ({"unit": "CC-500"}, "ana@calder.example", ("CC-500", None, None)),
        ({"claim": "CC-600"}, "ana@calder.example", ("CC-500", None, None)),
        ({"unit": "CC-600", "vouched_by": "U0MIA"}, "ana@calder.example", ("CC-500", None, None)),
        ({"unit": "CC-500"}, "eve@calder.example", (None, "CC-500", None)),
        ({"unit": "CC-500", "vouched_by": "U0BO"}, "eve@calder.example", ("CC-500", None, "U0BO")),
        ({"unit": "CC-900"}, "eve@calder.example", (None, None, None)),
        ({"claim": "CC-500"}, None, (None, "CC-500", None)),
        ({}, "eve@calder.example", (None, None, None)),
    ],
)
def test_the_company_file_knows_better_and_nobody_is_of_a_unit_on_their_own_word(
    db: Database,
    sample_catalog: Catalog,
    before: dict[str, str],
    email: str | None,
    after: tuple[str | None, str | None, str | None],
) -> None:
    with db.session() as session:
        for name, said in before.items():
            setattr(people.meet(session, "U0"), name, said)
        known = people.learn(session, Profile(id="U0", name="", email=email), sample_catalog.company, T0)
        assert (known.unit, known.claim, known.vouched_by) == after
