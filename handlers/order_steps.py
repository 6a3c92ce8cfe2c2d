"""The pages after the order form's first: what a service asks itself, the summing up, and what is kept of them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.catalog.forms import FormField
from bot.desk import Desk
from bot.process import kept_forms
from bot.refusal import Refused
from bot.value import drafts, forms
from bot.value.drafts import Draft
from bot.value.forms import Page, Wrong
from handlers import order_form
from handlers.order_form import Filled

KIND = "order:"
FIELD = "field"  # block ids of a service's own questions begin with it

View = tuple[str, dict[str, Any]]
"""A template and its facts."""


def keep(session: Session, person: str, filled: Filled, now: datetime, page: int = forms.BEFORE) -> Filled:
    """Keep what was said so far, and on which page the person is; return it with the name it is kept under."""
    filled = replace(filled, kept=filled.kept or KIND + secrets.token_hex(8))
    assert filled.kept is not None
    kept_forms.keep(session, person, filled.kept, {"said": asdict(filled), "page": page}, now)
    return filled


def kept(session: Session, person: str, name: str) -> tuple[Filled, int]:
    """Return what was said so far, and on which page.

    Raises Refused when it was sent, perhaps from another window, or is forgotten.
    """
    found = kept_forms.find(session, person, name)
    if found is None:
        raise Refused("orders/form_gone", ["my_orders", "order_again"])
    return Filled.of(found["said"]), found["page"]


def whole(session: Session, person: str, filled: Filled) -> Filled:
    """Return the first page together with what was said on the others."""
    found = kept_forms.find(session, person, filled.kept) if filled.kept else None
    return replace(filled, details=found["said"]["details"]) if found else filled


def left_behind(session: Session, desk: Desk, person: str) -> dict[str, Any] | None:
    """Return which order a person began and did not send: its name, its service, and when."""
    found = kept_forms.latest(session, person, KIND, clock.now())
    filled = Filled.of(found.said["said"]) if found else None
    service = desk.catalog.services.get(filled.service or "") if filled else None
    if found is None or service is None or not service.can_be_ordered:
        return None
    return {"name": found.form, "service": service.name, "at": found.at}


def begun(session: Session, desk: Desk, person: str, filled: Filled) -> Filled:
    """Return the form as it opens: of what is known already, what the service's own questions can take."""
    service = desk.catalog.services.get(filled.service or "")
    details = forms.fitting(service, filled.details) if service else {}
    filled = replace(filled, details=details)
    return keep(session, person, filled, clock.now()) if details else filled


def for_whom(desk: Desk, service: str | None, named: Sequence[str]) -> dict[str, Any]:
    """Return where the people whom a message names belong: in the service's own question, or it is for them.

    Who is named because they leave must not be told that something was ordered for them.
    """
    chosen = desk.catalog.services.get(service or "")
    details = forms.with_people(chosen, {}, named) if chosen else {}
    alone = chosen is not None and not details and len(named) == 1
    return {"details": details, "for_person": named[0] if alone else None}


def settled(filled: Filled, draft: Draft) -> Filled:
    """Return the form with what was left to the bot: the level, how many at least, the first possible day.

    The total is that of this level, which the summing up shows.
    """
    ask = draft.ask
    return replace(
        filled,
        tier=ask.tier.name,
        quantity=ask.quantity,
        starts_on=ask.starts_on,
        seen=draft.quote.commitment.minor,
        details=forms.fitting(ask.service, filled.details),  # not what was said of another service
    )


def beyond(session: Session, desk: Desk, person: str, filled: Filled, number: int) -> View | None:
    """Return the next page that has anything to ask; None where there is none."""
    service, tier = _of(desk, filled)
    page = forms.page_beyond(service, filled.details, tier, number)
    if page is None:
        return None
    filled = keep(session, person, filled, clock.now(), page.number)
    return "orders/form_page", page_facts(service, tier, page, filled)


def after(session: Session, desk: Desk, person: str, filled: Filled, number: int) -> View:
    """Return the next page that has anything to ask, at the end the summing up."""
    following = beyond(session, desk, person, filled, number)
    if following is not None:
        return following
    last = len(forms.pages(_of(desk, filled)[0]))
    return _summing_up(session, desk, person, keep(session, person, filled, clock.now(), last))


def to_mend(session: Session, desk: Desk, person: str, filled: Filled) -> View | None:
    """Return the first page on which something is to be put right, None where nothing is."""
    service, _ = _of(desk, filled)
    for page in forms.pages(service):
        if problems(desk, filled, page.number):
            template, facts = at(session, desk, person, filled, page.number)
            return template, {**facts, "alarm": True}
    return None


def at(session: Session, desk: Desk, person: str, filled: Filled, number: int) -> View:
    """Return a page, or the one after it where it has nothing to ask any more."""
    if number > forms.BEFORE:
        return after(session, desk, person, filled, number - 1)
    filled = keep(session, person, filled, clock.now())
    return "orders/form", order_form.facts(session, desk, person, filled)


def read(session: Session, desk: Desk, body: dict[str, Any]) -> tuple[Filled, int]:
    """Return all that was said so far, what stands on this page included, and which page it is."""
    private = order_form.private(body["view"])
    filled, _ = kept(session, body["user"]["id"], private["kept"])
    service, _ = _of(desk, filled)
    fields = {field.key: field for field in service.form}
    values = order_form.standing(body["view"])
    states = {block.partition(":")[2]: state for block, each in values.items() for state in each.values()}
    here = {key: answer(fields[key], states[key], filled.details) for key in states.keys() & fields.keys()}
    return replace(filled, details={**filled.details, **here}), private["page"]


def answer(field: FormField, state: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
    """Return what a field says; files that were given before stay until others are."""
    if field.kind == "file":
        given = [
            {"id": file["id"], "name": file.get("name", ""), "link": file.get("permalink", "")}
            for file in state.get("files") or ()
        ]
        return given or before.get(field.key)
    return order_form.content(dict(state))


def problems(desk: Desk, filled: Filled, number: int) -> dict[str, Wrong]:
    """Return what is wrong on a page, by the key of the field."""
    service, tier = _of(desk, filled)
    here = {field.key for field in forms.pages(service)[number].fields}
    found = forms.all_wrong(service, filled.details, tier, desk.today())
    return {key: wrong for key, wrong in found.items() if key in here}


def errors(desk: Desk, found: Mapping[str, Wrong]) -> dict[str, str]:
    """Return the sentences to tell at the fields, by block."""
    return {
        block_of(key): desk.renderer.message("orders/form_wrong", {"wrong": wrong})["text"]
        for key, wrong in found.items()
    }


def block_of(key: str) -> str:
    """Return the block id of a field."""
    return f"{FIELD}:{key}"


def _of(desk: Desk, filled: Filled) -> tuple[Service, str]:
    service = drafts.orderable(desk.catalog, filled.service or "")
    return service, filled.tier or service.tiers[0].name


def page_facts(service: Service, tier: str, page: Page, filled: Filled) -> dict[str, Any]:
    """Return everything that a page of the service's own questions shows."""
    asked = {field.key for field in forms.asked(service, filled.details, tier)}
    numbers = [each.number for each in forms.pages(service) if asked & {field.key for field in each.fields}]
    back = forms.page_beyond(service, filled.details, tier, page.number, -1)
    return {
        "service": service,
        "page": page,
        "fields": [field for field in page.fields if field.key in asked],
        "choices": {field.key: [(each, each) for each in field.options] for field in page.fields},
        "leading": forms.leading(service),
        "said": filled.details,
        "back": back.number if back else forms.BEFORE,
        "position": numbers.index(page.number) + 2,  # the first is level, how many and from when
        "of": len(numbers) + 2,
        "kept": filled.kept,
        "alarm": False,
        "longest": forms.LONGEST,
        "most_files": forms.MOST_FILES,
    }


def _summing_up(session: Session, desk: Desk, person: str, filled: Filled) -> View:
    service, tier = _of(desk, filled)
    asker = desk.person(session, person)
    unit, theirs = order_form.unit_of(desk, session, asker, filled)
    draft = order_form.draft(desk, session, asker, unit, filled, clock.now())
    keys = {field.key for field in forms.asked(service, filled.details, tier)}
    pages = [page for page in forms.pages(service) if keys & {field.key for field in page.fields}]
    said = {each["key"]: each for each in forms.details(service, filled.details, tier)}
    return "orders/form_sum", {
        **order_form.money_facts(session, desk, person, draft, filled),
        "me": person,
        "theirs": theirs,
        "filled": filled,
        "pages": [{"number": page.number, "title": page.title, "said": _on(page, said)} for page in pages],
        "last": len(forms.pages(service)),
        "before": pages[-1].number if pages else forms.BEFORE,
        "private": filled.private or forms.is_private(service, filled.details, tier),
    }


def _on(page: Page, said: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [said[field.key] for field in page.fields if field.key in said]
