"""Wishes: "stop asking me" is done at once, and how to take it back is said with it."""

import re

from sqlmodel import Session

from bot.customer import people

_SURVEYS = re.compile(r"\b(?:surveys?|questions?|asking|feedback|ratings?)\b", re.IGNORECASE)
_OFFERS = re.compile(r"\b(?:offers?|suggest\w*|ads?|spam|advert\w*|proposals?)\b", re.IGNORECASE)


def meant(text: str) -> tuple[str, ...]:
    """Return what somebody has had enough of: surveys, offers, or both where they do not say."""
    surveys, offers = bool(_SURVEYS.search(text)), bool(_OFFERS.search(text))
    if surveys == offers or re.search(r"\basking me\b(?!.*\bsurvey)", text, re.IGNORECASE):
        return ("surveys", "offers")
    return ("surveys",) if surveys else ("offers",)


def change(session: Session, slack_id: str, what: tuple[str, ...], *, wanted: bool) -> None:
    """Switch surveys or offers on or off for a person, from this moment."""
    person = people.meet(session, slack_id)
    if "surveys" in what:
        person.refuses_surveys = not wanted
    if "offers" in what:
        person.refuses_offers = not wanted
    session.add(person)
