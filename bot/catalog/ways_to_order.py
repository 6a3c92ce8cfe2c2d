"""Ways to order: the turns of phrase by which people say what is to become of what they have."""

from bot.catalog.turns_of_phrase import turns as _turns
from bot.catalog.turns_of_phrase import ways as _ways

# What is wanted comes beside what there is, and takes the place of nothing.
ADDED = _ways(
    r"""
    ^(please |pls |can you |could you )*add
    (to|can|could|please|pls|and) (\w+ )?add
    more|another|additional(ly)?|extra|further|on top
    (new|two|three|four|five|six|seven|eight|nine|ten|\d+) (new )?(hires?|starters?|joiners?)
    """,
    unless=r"""
    (upgrade|upgrading|move|moving|switch|switching|change|changing|convert|raise|bump|lift|replace) .. (to|up|on|by)
    instead
    """,
)
# Who wants it, which is no word for what is wanted.
FOR_A_GROUP = _turns(r"for (my|our|the) (team|group|department)")
