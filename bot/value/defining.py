"""Defining: a service described step by step, or only wished for, until it is handed in to who decides."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from sqlmodel import Session

from bot.catalog import Catalog, Service, Unit, amendments, definitions, outcomes, typed
from bot.catalog.amendments import Amendment
from bot.catalog.definitions import STEPS, Definition
from bot.catalog.service import Dependency, Tier
from bot.catalog.typed import Surroundings
from bot.customer import people
from bot.refusal import Refused
from bot.value import amending, weighing
from bot.value.book import Book

UNASKED = ("response_minutes", "rpo_minutes", "min_months", "notice_days")  # of a level, in the form
LISTS = ("words", "processes", "audience")  # that may be emptied
MOST_OFFERED = 100  # options that a menu of Slack's takes


def is_author(catalog: Catalog, email: str | None) -> bool:
    """Tell whether this person defines services in full: an owner, or one of those who lead IT."""
    return email is not None and (email in catalog.company.leads or bool(owned(catalog, email)))


def owned(catalog: Catalog, email: str) -> list[Service]:
    """Return what a person answers for, first what they are best known for."""
    mine = catalog.owned_by(email)
    roles = Counter(each.owner_role for each in mine if each.kind == "customer_facing")
    return sorted(mine, key=lambda each: (-roles[each.owner_role], each.kind, each.name))


def around(session: Session, book: Book, said: Mapping[str, Any]) -> Surroundings:
    """Return what a definition is held against."""
    catalog = book.catalog
    named = {said[name] for name in ("owner", "said_by") if said.get(name)}
    emails = {each: people.meet(session, each).email or "" for each in named}
    changed = (said.get("changes"), said.get("instead_of"))
    waiting = [*amendments.in_force(session), *amendments.pending(session)]
    taken = {each.service or "" for each in waiting if each.kind == "service" and each.id not in changed}
    return Surroundings(catalog, book.hidden, frozenset(taken - catalog.services.keys()), emails, book.today)


def form(session: Session, book: Book, definition: Definition, step: str) -> dict[str, Any]:
    """Return everything that one step of the form shows, and nothing of what this person is not to know of."""
    said, ground, catalog = definition.facts, around(session, book, definition.facts), book.seen
    verdict = typed.in_time(said, book.catalog)
    live = sorted((each for each in catalog.services.values() if each.stage == "live"), key=_by_use)
    return {
        "definition": definition.id,
        "step": step,
        "number": _steps(said).index(step) + 1,
        "steps": len(_steps(said)),
        "said": said,
        "facing": typed.is_facing(said),
        "teams": sorted({(each.team, each.team_channel) for each in catalog.services.values()})[
            :MOST_OFFERED
        ],
        "kinds": get_args(get_type_hints(Unit)["kind"]),
        "units": [{"code": each.code, "name": each.name} for each in catalog.company.units.values()],
        "roles": [each.owner_role for each in owned(catalog, ground.email(said.get("owner")) or "")][:1],
        "levels": list(range(max([said.get("rows") or 1, *(at + 1 for at in typed.levels(said))]))),
        "most_levels": typed.MOST_LEVELS,
        "ground": [{"key": each.key, "name": each.name} for each in live][:MOST_OFFERED],
        "verdict": verdict.without(book.hidden) if verdict else None,
        "rivals": weighing.rivals(book.catalog, said.get("rank"), said.get("of"), book.hidden),
        "names_a_thing": outcomes.names_a_thing(said.get("outcome")),
        "missing": definitions.missing(said, ground),
        "wrong": [each for each in STEPS[:-1] if definitions.problems(each, said, ground)],
        "currency": catalog.company.currency,
    }


def _by_use(service: Service) -> tuple[bool, str]:
    """Supporting services first: others stand on them."""
    return service.kind != "supporting", service.name


def _steps(said: Mapping[str, Any]) -> list[str]:
    """Return the steps of this one; what others stand on is not sold, so it has no levels."""
    return [step for step in STEPS if step != "levels" or typed.is_facing(said)]


def after(said: Mapping[str, Any], step: str) -> str | None:
    """Return the step that follows, None after the last."""
    steps = _steps(said)
    at = steps.index(step) + 1
    return steps[at] if at < len(steps) else None


def before(said: Mapping[str, Any], step: str) -> str:
    """Return the step before this one."""
    steps = _steps(said)
    return steps[max(steps.index(step) - 1, 0)]


def merged(book: Book, before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said before with what a form says now; what it could not offer stays chosen."""
    kept = [key for key in before.get("stands_on") or () if key in book.hidden]
    more = {"stands_on": [*(said["stands_on"] or ()), *kept]} if "stands_on" in said else {}
    return {**before, **said, **more}


def completed(session: Session, book: Book, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed with a key where none was chosen."""
    if said.get("key") or not said.get("name"):
        return {**said, "key": str(said.get("key") or "").strip().upper()}
    taken = around(session, book, said).taken | book.catalog.services.keys()
    return {**said, "key": typed.suggest_key(said["name"], taken)}


def hand_in(session: Session, book: Book, definition: Definition, note: str) -> Amendment:
    """Hand a definition in; the words of somebody else's proposal are changed and accepted with that.

    One's own that waits is taken back for it. What a loss costs counts only as the word of who says so.
    Raises Refused when it was decided meanwhile, or the catalog does not bear it.
    """
    said = definition.facts
    facts = typed.service_of(said, around(session, book, said), book.today, note)
    if definitions.is_own_word(definition):
        definitions.keep(session, definition, {"confirmed": definitions.in_a_name(said)}, book.now)
    else:
        facts.pop("impact", None)
    if said.get("of"):
        facts = _news(session, book, book.catalog.service(said["of"]), facts)
    if said.get("changes"):
        amendments.change(session, int(said["changes"]), facts)
        amendment = amending.decide(session, book, int(said["changes"]), accept=True)
    else:
        if said.get("instead_of"):
            amending.take_back(session, book, int(said["instead_of"]))
        amendment = amending.add(session, book, kind="service", service=said["key"], facts=facts)
    definition.amendment_id = amendment.number
    session.add(definition)
    return amendment


def _news(session: Session, book: Book, service: Service, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what is said anew of a service that is there; what the form does not ask for stays."""
    was = typed.of_service(service, _ids(session, service))
    before = typed.service_of(was, around(session, book, was), book.today, "")
    new = {name: value for name, value in facts.items() if value != before.get(name) and name != "key"}
    new |= {name: [] for name in LISTS if before.get(name) and name not in facts}
    if "depends_on" in new:
        edges = {edge.service: _unasked_edge(edge) for edge in service.depends_on}
        new["depends_on"] = [{**each, **edges.get(each["service"], {})} for each in new["depends_on"]]
    if "tiers" in new:
        tiers = {tier.name: tier for tier in service.tiers}
        new["tiers"] = [_whole_tier(each, tiers.get(each["name"]), book.today) for each in new["tiers"]]
    told = [{"on": each.on, "note": each.note} for each in service.changes]
    return {**new, "changes": [*told, *facts["changes"]]}


def _unasked_edge(edge: Dependency) -> dict[str, Any]:
    share = {} if edge.share is None else {"share": Decimal(str(float(edge.share)))}
    flags = {"affects_restore": edge.affects_restore, "hard": edge.hard}
    return share | {name: value for name, value in flags.items() if not value}


def _whole_tier(said: dict[str, Any], tier: Tier | None, today: date) -> dict[str, Any]:
    if tier is None:
        return said
    known = {name: getattr(tier, name) for name in UNASKED if getattr(tier, name) is not None}
    hours = {"support_hours": str(tier.support_hours)} if tier.support_hours else {}
    if tier.prices:
        said = {**said, "prices": _prices(tier, said["price"], today)}
        del said["price"]
    return said | known | hours


def _prices(tier: Tier, price: int | Decimal, today: date) -> list[dict[str, Any]]:
    """Return the prices of a level with what was typed in the place of today's; the announced ones stay."""
    begun = [
        at for at, each in enumerate(tier.prices) if (since := each.counted.since) is None or since <= today
    ]
    held = begun[-1] if begun else 0
    return [
        {
            "price": price if at == held else typed.amount(each.price.amount),
            **({"from": each.since} if each.since else {}),
        }
        for at, each in enumerate(tier.prices)
    ]


def _ids(session: Session, service: Service) -> dict[str, str]:
    assessor = [service.impact.assessed_by] if service.impact else []
    return people.ids(session, [service.owner, *assessor])


def complete(session: Session, book: Book, key: str) -> Definition:
    """Begin a page on which what is being prepared is made ready to go live.

    Raises Refused when it is prepared no longer, or for who does not decide about it.
    """
    service = book.seen.services.get(key)
    if service is None or service.stage != "pipeline":
        raise Refused("defining/gone", ["talk"])
    deciders = [service.owner, *book.catalog.company.leads]
    if book.by.email not in deciders:
        known = people.ids(session, deciders)
        raise Refused("defining/not_yours", ["talk"], deciders=list(known.values()) or deciders)
    said = typed.of_service(service, _ids(session, service))
    page = definitions.last_of(session, key)
    before = page.facts if page else {}
    named = {"said_by": said["said_by"] or before.get("said_by"), "confirmed": before.get("confirmed")}
    return definitions.begin(session, book.by.id, {**said, **named}, book.now)


def wish(session: Session, book: Book, said: Mapping[str, Any], note: str) -> Amendment:
    """Hand an idea to the owner whom somebody chose, as a service in the pipeline.

    Once that owner has left it goes to whoever leads IT. Raises Refused when none of them owns anything.
    """
    owner, looks_after = _looks_at(session, book.catalog, said["owner"])
    known = {
        "boundary": "enterprise",
        "owner_role": looks_after.owner_role,
        "team": f"{looks_after.team}|{looks_after.team_channel}",
        **said,
        "owner": owner,
    }
    if around(session, book, {"said_by": book.by.id}).is_customer(book.by.id):
        known["said_by"] = book.by.id
    page = definitions.start(session, book.by.id, completed(session, book, known), book.now)
    return hand_in(session, book, page, note)


def _looks_at(session: Session, catalog: Catalog, chosen: str) -> tuple[str, Service]:
    """Return who is there to look at an idea, and what they are best known for."""
    emails = [people.meet(session, chosen).email or "", *catalog.company.leads]
    known = people.ids(session, emails)
    for email in emails:
        if email in known and (services := owned(catalog, email)):
            return known[email], services[0]
    raise Refused("defining/gone", ["talk"])


def miss_channel(session: Session, amendment: Amendment, now: datetime) -> None:
    """Note that Slack shows no channel of the name that a proposal gives its team."""
    if page := definitions.behind(session, amendment.number):
        definitions.keep(session, page, {"no_channel": True}, now)


def change(session: Session, book: Book, amendment_id: int) -> Definition:
    """Begin a page on which the decider puts other words into a proposal, or its author hands it in anew."""
    amendment = amendments.find(session, amendment_id)
    page = definitions.behind(session, amendment_id)
    said = {
        **(page.facts if page else {}),
        "changes": None,
        "instead_of": None,
        "objected": None,
        "no_channel": None,
    }
    if amendment.state == amendments.PROPOSED and amendment.by == book.by.id:
        said["instead_of"] = amendment_id
    elif amendment.state == amendments.PROPOSED:
        amending.check_decider(session, book, amendment)
        said["changes"] = amendment_id
    return definitions.begin(session, book.by.id, said, book.now)
