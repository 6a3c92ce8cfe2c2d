"""Approvers: who may say yes when money moves, and who may work on what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalog import Catalog, Company, Unit
from bot.refusal import Refused


@dataclass(frozen=True)
class Approver:
    """Who decides, by Slack id, and why it is them: budget_owner, head or lead."""

    person: str
    why: str


def candidates(company: Company, unit: Unit) -> dict[str, str]:
    """Return the e-mail addresses of those who may approve for a unit, in order, each with the reason."""
    ranked = [
        (unit.budget_owner, "budget_owner"),
        (unit.head, "head"),
        *((lead, "lead") for lead in company.leads),
    ]
    reasons: dict[str, str] = {}
    for email, why in ranked:
        reasons.setdefault(email, why)
    return reasons


def choose(
    company: Company, unit: Unit, requester: str, ids: Mapping[str, str], receiver: str | None = None
) -> Approver:
    """Return who approves what `requester` wants for `receiver`: the first candidate who is neither.

    `ids` gives Slack ids by e-mail. Raises Refused when Slack has shown the bot no such person.
    """
    for email, why in candidates(company, unit).items():
        person = ids.get(email)
        if person is not None and person not in (requester, receiver):
            return Approver(person, why)
    raise Refused(
        "orders/no_approver",
        ["hand_over"],
        unit=unit.name,
        budget_owner=unit.budget_owner,
        help=company.help_channel,
    )


def check_worker(catalog: Catalog, unit: str | None) -> None:
    """Let only people of the IT provider's units work on orders.

    Raises Refused for anybody else.
    """
    if not is_worker(catalog, unit):
        raise Refused("orders/team_only", ["ask_in_thread", "my_orders"], help=catalog.company.help_channel)


def is_worker(catalog: Catalog, unit: str | None) -> bool:
    """Say whether people of this unit work on orders: it is the IT provider's."""
    known = catalog.company.units.get(unit or "")
    return known is not None and known.kind == "it_provider"
