"""A story of the bench kept as rows, as the bot keeps what happens, so that the gate can be asked beside it."""

from collections import Counter
from datetime import datetime
from fractions import Fraction
from itertools import count
from typing import Any

from sqlmodel import Session

from bench.engaging import asking
from bench.engaging.story import MENDED, PUT_RIGHT, Story
from bot.catalog import Company
from bot.customer import contacts, gate, people
from bot.customer.policy import Verdict
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.process import orders
from bot.process.orders import Order
from bot.value import outreach
from bot.value.evidence import Need
from bot.value.offers import Offer

LOW, HIGH = 2, 5


class Rows:
    """One person's rows; `survey` and `offer` let the gate and the bench say the same, and count what."""

    def __init__(self, session: Session, number: int) -> None:
        self.session, self.unit = session, f"CC-{number}"
        self.person = people.meet(session, f"U{number}")
        self.said: Counter[str] = Counter()
        self.numbers = count(1)
        self.sent = self.troubles = 0
        self.waiting: list[tuple[datetime, Order | Recovery]] = []

    def survey(self, company: Company, story: Story, now: datetime) -> Verdict:
        """Return what the gate says to a survey, once it is what the bench says."""
        self._keep(story, now)
        complains = orders.complains(self.session, self.person.id)
        verdict = gate.survey(self.session, company, self.person, now, complains=complains)
        assert verdict == asking.survey_verdict(company, story, now)
        if not verdict.allowed:
            self._survey(suppressed=verdict.code)
        return self._count("survey", verdict)

    def offer(self, company: Company, story: Story, number: int, now: datetime) -> Verdict:
        """Return what the gate says to an offer for a need, once it is what the bench says."""
        self._keep(story, now)
        need = Need(
            "rule", "quota", self.unit, f"S{number}", "Basic", "Plus", 1, self.person.id, {}, Fraction(1)
        )
        standing = outreach.standing_of(self.session, company, self.person.id, need)
        verdict = gate.offer(self.session, company, self.person, standing, now)
        assert verdict == asking.offer_verdict(company, story, number, now)
        if not verdict.allowed:
            self._offer(number, state="suppressed", suppressed=verdict.code, decided_at=now)
        return self._count("offer", verdict)

    def _count(self, kind: str, verdict: Verdict) -> Verdict:
        self.said[f"{kind} {verdict.code}"] += 1
        return verdict

    def _keep(self, story: Story, now: datetime) -> None:
        """Write down what has happened since the last time."""
        self.person.refuses_surveys = "survey" in story.opted_out
        self.person.refuses_offers = "offer" in story.opted_out
        for at, complained in story.troubles[self.troubles :]:
            self._trouble(at, "complaint" if complained else "incident")
        self.troubles = len(story.troubles)
        answers = dict(story.answered)
        for each in story.sent[self.sent :]:
            if each.kind == "offer":
                declined = (each.at, each.need) in story.declined
                self._offer(
                    each.need,
                    state="declined" if declined else "shown",
                    shown_at=each.at,
                    decided_at=each.at if declined else None,
                )
            else:
                self._asked(each.at, answers.get(each.at))
        self.sent = len(story.sent)
        self._mend(now)
        self.session.flush()

    def _asked(self, at: datetime, is_low: bool | None) -> None:
        """Keep a survey, or now and then a question that is no survey; a low answer owes a call."""
        if is_low is None and at.day % 2:
            about = f"target:{at.isoformat()}"
            contacts.note(
                self.session,
                about=about,
                person=self.person.id,
                unit=self.unit,
                intent="survey",
                started_by="bot",
                now=at,
            )
            return
        score = None if is_low is None else LOW if is_low else HIGH
        self._survey(sent_at=at, score=score, answered_at=None if is_low is None else at)
        if is_low:
            owed = Recovery(
                source=f"survey:{self.unit}:{at.isoformat()}",
                person=self.person.id,
                unit=self.unit,
                opened_at=at,
                call_by=at + PUT_RIGHT,
            )
            self.session.add(owed)
            self.waiting.append((at + PUT_RIGHT, owed))

    def _survey(self, **known: Any) -> None:
        about = f"order:{next(self.numbers)}"
        self.session.add(Survey(about=about, person=self.person.id, unit=self.unit, **known))

    def _offer(self, number: int, **known: Any) -> None:
        offer = Offer(
            person=self.person.id,
            unit=self.unit,
            service=f"S{number}",
            from_tier="Basic",
            to_tier="Plus",
            quantity=1,
            rule="rule",
            evidence={},
            monthly_difference_minor=0,
            **known,
        )
        self.session.add(offer)

    def _trouble(self, at: datetime, kind: str) -> None:
        order = Order(
            kind=kind, state="open", person=self.person.id, unit=self.unit, service="ERP", opened_at=at
        )
        self.session.add(order)
        self.waiting.append((at + MENDED, order))

    def _mend(self, now: datetime) -> None:
        """End what has lasted long enough."""
        for until, row in self.waiting:
            if until > now:
                continue
            if isinstance(row, Order):
                row.state = "closed"
            else:
                row.closed_at = until
        self.waiting = [each for each in self.waiting if each[0] > now]
