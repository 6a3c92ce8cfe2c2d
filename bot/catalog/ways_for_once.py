"""What people say who want something done once, beside the rule: longer hours, a change that cannot wait."""

from bot.catalog.turns_of_phrase import Ways, turns

# A wish to be open longer for once; beside a time, asking whether it is open is one as well.
EXTEND = Ways(
    turns(r"""
    (keep|leave|have) .. (open|running|staffed) (longer|later|late|earlier|until|till|tonight|on|over|through|past)
    (extend|prolong) .. (hours|until|till|tonight|today|tomorrow|on|over|past|for)
    (extend|prolong) (the )?(service|opening|support|our|its|your)? ?hours
    (need|want|like|get|have|ask for) (longer|extra|more) (service |opening |support )?hours
    (open|stay open|work) (longer|later) (than usual )?(tonight|today|tomorrow|on|this)
    """),
    unless=turns(r"""
    cost|price|how much|level|compare|deadline|contract|subscription|licen[cs]e
    """),
)

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
    need (an?|new|more|another|some|help|access|to|\d+|two|three|four|five|someone|somebody)
    laptops?|phones?|people|accounts?|licen[cs]es?|access|order|user|seats?|by
    """),
)
