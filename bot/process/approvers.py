"""Approvers: who may say yes when money moves, and who may work on what was asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.catalog import Catalog, Company, Level, Pool, Unit
from bot.money import Money
from bot.refusal import Refused


@dataclass(frozen=True)
class Approver:
    """Who decides, by Slack id, and why it is them: budget_owner, head, lead, named, pool, delegate or away.

    The last two stand in for `asked_of`: for this order, or until they are back.
    """

    person: str
    why: str
    asked_of: str | None = None


@dataclass(frozen=True)
class Seat:
    """One level of approval: 1 is asked first; `ranked` are e-mail addresses, who is asked first before."""

    level: int
    above: Money
    ranked: dict[str, str]  # address → why it is them


def candidates(company: Company, unit: Unit, by: str = "budget_owner") -> dict[str, str]:
    """Return the e-mail addresses of those who may approve for a unit, in order, each with the reason.

    First whom the level names, then who stands above them: nobody below stands in.
    """
    ladder = [
        (unit.budget_owner, "budget_owner"),
        (unit.head, "head"),
        *((lead, "lead") for lead in company.leads),
    ]
    first = [(by, "named")] if "@" in by else []
    above = 2 if first else [why for _, why in ladder].index(by)
    reasons: dict[str, str] = {}
    for email, why in [*first, *ladder[above:]]:
        reasons.setdefault(email, why)
    return reasons


def decides(company: Company, email: str | None) -> bool:
    """Say whether the company file lets somebody decide on any order."""
    units = company.units.values()
    named = {person for unit in units for person in candidates(company, unit)}
    levels = {level.by for unit in units for level in company.levels(unit)}
    return email in named | levels | {pool.owner for pool in company.pools.values()}


def seats(company: Company, unit: Unit, commitment: Money, pool: Pool | None = None) -> list[Seat]:
    """Return the levels that must say yes to a commitment, one after the other; at least one always must.

    Of what a pool pays, its owner decides instead of the unit's budget owner.
    """
    levels = company.levels(unit) or (Level("budget_owner", company.nothing()),)
    needed = [level for level in levels if level.above < commitment] or list(levels[:1])
    return [
        Seat(number, level.above, _ranked(company, unit, levels[number - 1 :], pool))
        for number, level in enumerate(needed, 1)
    ]


def _ranked(company: Company, unit: Unit, levels: Sequence[Level], pool: Pool | None) -> dict[str, str]:
    """Return who may sit at the first of these levels; who decides on more may stand in."""
    ranked = candidates(company, unit, levels[0].by)
    if pool is not None and levels[0].by == "budget_owner":
        leads = {email: why for email, why in ranked.items() if why == "lead"}
        ranked = {pool.owner: "pool", **{email: why for email, why in leads.items() if email != pool.owner}}
    for level in levels[1:]:
        if "@" in level.by:
            ranked.setdefault(level.by, "named")
    return ranked


def fitting(seat: Seat, ids: Mapping[str, str], barred: Collection[str | None]) -> list[Approver]:
    """Return who may sit there, in order: whom Slack knows (`ids` by e-mail) and who is not barred."""
    known = [(ids[email], why) for email, why in seat.ranked.items() if email in ids]
    return [Approver(person, why) for person, why in known if person not in barred]


def choose(
    company: Company, unit: Unit, seat: Seat, ids: Mapping[str, str], barred: Collection[str | None]
) -> Approver:
    """Return who approves at a level: the first candidate who neither asked for it nor gets it.

    `ids` gives Slack ids by e-mail. Raises Refused when Slack has shown the bot no such person.
    """
    found = fitting(seat, ids, barred)
    if not found:
        raise Refused(
            "orders/no_approver",
            ["hand_over"],
            unit=unit.name,
            budget_owner=next(iter(seat.ranked)),
            help=company.help_channel,
        )
    return found[0]


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
