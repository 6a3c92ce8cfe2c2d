"""Checks of a business case: what is wrong in its form, page by page and field by field."""

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.definitions import Problem
from bot.catalog.typed import is_whole
from bot.customer import people
from bot.process import approvers
from bot.value.business_case_form import (
    STEPS,
    Said,
    Weighed,
    amount,
    counted,
    typed,
)

SHORTEST = 10  # characters that can say what the problem is


def problems(
    session: Session, catalog: Catalog, step: str, said: Said, weighed: Weighed
) -> dict[str, Problem]:
    """Return what is wrong on one page of the form, by field."""
    match step:
        case "problem":
            return _of_problem(said)
        case "options":
            return _of_options(catalog, said, weighed)
        case "benefits":
            return _of_benefits(session, catalog, said, weighed)
    return {}


def first_wrong(session: Session, catalog: Catalog, said: Said, weighed: Weighed) -> str | None:
    """Return the first page on which something is to be put right."""
    return next((step for step in STEPS if problems(session, catalog, step, said, weighed)), None)


def _of_problem(said: Said) -> dict[str, Problem]:
    short = len(str(said.get("problem") or "").strip()) < SHORTEST
    return {"problem": Problem("no_problem")} if short else {}


def _of_options(catalog: Catalog, said: Said, weighed: Weighed) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    if said.get("quantity") and not is_whole(said["quantity"], least=1):
        found["quantity"] = Problem("whole_number")
    if said.get("one_off") and amount(catalog, said["one_off"]) is None:
        found["one_off"] = Problem("amount_shape")
    if not found and weighed.draft.quote.commitment.minor <= 0:
        found["tier"] = Problem("costs_nothing")
    return found


def _of_benefits(session: Session, catalog: Catalog, said: Said, weighed: Weighed) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    lines, places = counted(said, weighed), typed(said)
    for line in lines:
        found |= _of_owner(session, catalog, said, f"owner_{line.kind}")
    for at in places:
        found |= {f"what_{at}": Problem("no_what")} if not said.get(f"what_{at}") else {}
        found |= {f"source_{at}": Problem("no_source")} if not said.get(f"source_{at}") else {}
        worth = amount(catalog, said.get(f"amount_{at}"))
        found |= {f"amount_{at}": Problem("amount_shape")} if not worth else {}
        found |= _of_owner(session, catalog, said, f"owner_{at}")
    return found if lines or places else {"what_0": Problem("no_benefit")}


def _of_owner(session: Session, catalog: Catalog, said: Said, name: str) -> dict[str, Problem]:
    """Return what is wrong with who answers for a benefit: nobody, IT, or somebody whose unit is not known."""
    owner = said.get(name)
    if not owner:
        return {name: Problem("no_owner")}
    unit = people.unit_of(session, owner)
    if approvers.is_worker(catalog, unit):
        return {name: Problem("owner_in_it")}
    return {} if unit in catalog.company.units else {name: Problem("owner_unknown")}
