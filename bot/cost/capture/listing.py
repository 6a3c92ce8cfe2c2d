"""All kinds of files that can be taken in, by name."""

from bot.cost.capture.actual_kinds import COST, COUNTED, OUTCOMES, RATES, USAGE
from bot.cost.capture.focus import FOCUS
from bot.cost.capture.plan_kinds import BUDGET, DRIVERS, FUNDING, PLANNED, PRICES

KINDS = {
    kind.name: kind
    for kind in (COST, FOCUS, USAGE, PLANNED, FUNDING, DRIVERS, BUDGET, PRICES, RATES, OUTCOMES, COUNTED)
}
