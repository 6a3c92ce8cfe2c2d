"""What people say who want something done once, beside the rule: longer hours, a change that cannot wait."""

from bot.catalog import figures
from bot.catalog.moments import Said
from bot.catalog.turns_of_phrase import Ways, turns

_STAY_OPEN = r"""
    (keep|leave|have) .. (open|running|staffed) (longer|later|late|earlier|until|till|tonight|on|over|through|past)
    (extend|prolong) .. (hours|until|till|tonight|today|tomorrow|on|over|past|for)
    (extend|prolong) (the )?(service|opening|support|our|its|your)? ?hours
    (need|want|like|get|have|ask for) (longer|extra|more) (service |opening |support )?hours
    (open|stay open|work) (longer|later) (than usual )?(tonight|today|tomorrow|on|this)
<hours_more>
"""
# A wish to be open longer for once; beside a time, asking whether it is open is one as well.
EXTEND = Ways(
    turns(_STAY_OPEN),
    unless=turns(r"""
    cost|price|how much|level|compare|deadline|contract|subscription|licen[cs]e
    """),
)

# What is paid by the month, or ordered for a day.
_NOT_FOR_ONCE = r"""
    levels?|tiers?|plans?|deadline|contract|subscription|licen[cs]es?|seats?
    (per|a|each|every) (month|year|user|seat|person)|monthly|yearly|annual(ly)?
    order(ed)?|buy|deliver(y|ed)?|arrives?|by
"""
# Where a price is asked: that it is the price of being open longer, whenever that is.
PAID = Ways(
    turns(rf"""
    {_STAY_OPEN.strip()}
    (late|early|longer|later|earlier) (opening|closing|hours)
    (keep|leave|stay) .. (open|running|staffed) (longer|later|late|earlier|overnight)
    (extend|prolong)(ing)? .. (hours|support)
    (longer|extra|additional|outside|beyond|after) (the )?(service |opening |support |normal |usual )?hours
    out[ -]of[ -]hours
    overtime
    """),
    unless=turns(_NOT_FOR_ONCE),
)
# The same beside a day; beside a time of day every price is that, unless it is what is not for once.
PAID_ON_A_DAY = Ways(
    turns(r"""
    open(ed|ing)?|staffed|manned|available|supported|support|running|covered|coverage|hours|extend(ed|ing)?
    (<weekday>|weekend)s? costs?
    """),
    unless=turns(_NOT_FOR_ONCE),
)
NOT_FOR_ONCE = turns(_NOT_FOR_ONCE)

# A change that shall not wait for its turn.
EXPEDITE = Ways(
    turns(r"""
    \bexpedit(e|ed|ing)\b
    fast[ -]?track
    (emergency|urgent|rush) change
    (can'?t|cannot|can not|won'?t|not|unable to) wait (for|until|till) .. (change|window|release|board|freeze|approval)
    (change|release|update|fix|deployment) .. (can'?t|cannot|can not) wait
    (before|skip|outside|ahead of) .. (change|maintenance|release) window
    (must|has to|needs to|have to) go live (today|tonight|now|this (morning|afternoon|evening))
    """)
)

# That something is needed at a time: a whole service, not one more of it.
NEEDED = Ways(
    turns(r"""
    ^(we|i)( really| still| also|'ll| will)? need .. (on|this|over the|until|till|tonight|at night)
    """),
    unless=turns(r"""
    need (<count>|new|more|another|some|help|access|to|someone|somebody)
    laptops?|phones?|people|accounts?|licen[cs]es?|access|order|user|seats?|by
    """),
)


def is_paid(words: str, moment: Said | None) -> bool:
    """Tell whether a price is asked of being open longer, at a time or at all, and not of what is paid by the month."""
    if PAID.fit(words):
        return True
    if moment is None:
        return False
    timed = moment.begins is not None or figures.hours(words) is not None
    return PAID_ON_A_DAY.fit(words) or (timed and not NOT_FOR_ONCE.search(words))
