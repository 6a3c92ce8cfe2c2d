"""Votes: one for each person and service, taken back at will, counted without names."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.customer import votes
from bot.db import Database


def vote(session: Session, person: str, now: datetime, service: str = "RTS") -> bool:
    return votes.vote(session, service, person, unit="CC-500", now=now)


def test_a_person_counts_once_however_often_they_say_it(db: Database, T0: datetime) -> None:
    with db.session() as session:
        assert vote(session, "U0ANA", T0)
        assert not vote(session, "U0ANA", T0)
        assert vote(session, "U0BO", T0)
        assert vote(session, "U0ANA", T0, "SAC")

        assert votes.counts(session, ["RTS", "SAC", "NEW"]) == {"RTS": 2, "SAC": 1, "NEW": 0}
        assert votes.wanted_by(session, "U0ANA") == {"RTS", "SAC"}
        assert votes.wanted_by(session, "U0EVE") == set()


def test_what_is_taken_back_leaves_nothing(db: Database, T0: datetime) -> None:
    with db.session() as session:
        vote(session, "U0ANA", T0)
        votes.wish(session, "RTS", "U0ANA", "Fewer calls about repairs.")

        assert votes.take_back(session, "RTS", "U0ANA")
        assert not votes.take_back(session, "RTS", "U0ANA")
        assert votes.counts(session, ["RTS"]) == {"RTS": 0}
        assert votes.wishes(session, "RTS") == []
        assert vote(session, "U0ANA", T0)


def test_wishes_are_read_without_names_the_latest_first(db: Database, T0: datetime) -> None:
    with db.session() as session:
        for at, (person, words) in enumerate([("U0ANA", "first"), ("U0BO", ""), ("U0CY", "  third ")]):
            vote(session, person, T0 + timedelta(hours=at))
            votes.wish(session, "RTS", person, words)

        assert votes.wishes(session, "RTS") == ["third", "first"]
        votes.wish(session, "RTS", "U0ANA", "on second thought")
        assert votes.wishes(session, "RTS") == ["third", "on second thought"]
        votes.wish(session, "RTS", "U0CY", "")
        assert votes.wishes(session, "RTS") == ["on second thought"]


def test_a_wish_needs_a_vote_and_has_an_end(db: Database, T0: datetime) -> None:
    with db.session() as session:
        assert not votes.wish(session, "RTS", "U0ANA", "I only talk")
        vote(session, "U0ANA", T0)
        assert votes.wish(session, "RTS", "U0ANA", "x" * 5000)
        assert [len(words) for words in votes.wishes(session, "RTS")] == [votes.LONGEST_WISH]


def test_who_was_told_waits_no_more(db: Database, T0: datetime) -> None:
    with db.session() as session:
        vote(session, "U0ANA", T0)
        vote(session, "U0BO", T0)
        first, second = votes.waiting_for(session, "RTS")
        assert (first.person, second.person) == ("U0ANA", "U0BO")
        first.told_at = T0
        session.add(first)
        assert [each.person for each in votes.waiting_for(session, "RTS")] == ["U0BO"]
        assert votes.waiting(session) == {"RTS"}
        second.told_at = T0
        assert votes.waiting(session) == set()
