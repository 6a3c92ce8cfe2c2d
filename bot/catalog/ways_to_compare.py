"""Ways to compare: how people ask what differs between levels, which is cheaper, and by how much."""

from typing import Literal

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

Turn = Literal["cheaper", "dearer"]
Claim = Literal["cheaper", "dearer", "open"]

COMPARE = _ways(
    r"""
    compar(e|ison|ing)
    diff(erence)?s? (between|of|in)
    (what|which) .. (differences?|differs?)
    (vs\.?|versus)
    (what|which|all|list|show|other|different) (?!(is|are|does) )(\w+ )?(levels?|tiers?)
    (what|which) (are )?(the )?(levels|tiers)
    (levels|tiers|plans) (of|for) \w+
    ^(\w+ ){1,3}(levels|tiers|plans)( compared)?\W*$
    side by side
    """
)
CHEAPER = turns("(cheap|low|small)(er|est)\n(less|least) expensive")
DEARER = turns(
    "(bett|high|bigg|larg|fast)er\n(b|high|bigg|larg)est\n(more|most) expensive\nnext (level|tier|one)\ntop"
)
# That one is cheaper or dearer than another, or by how much.
THAN = turns(
    r"""
    (cheap|dear|prici|costli)er .. (than|or|vs)
    (more|less) (expensive|costly) .. (than|or|vs)
    or .. ((cheap|dear|prici|costli)er|(more|less) expensive)
    (what|which) .. (cheap|dear|prici|costli)er
    (what|which) .. (more|less) expensive
    (costs?|costing|pay|paying|charge|price) .. (more|less) .. than
    (how much|what) .. (more|less|extra|save|saved|cheaper|dearer) .. (than|over|instead of|rather than|compared)
    how much (more|extra|less|dearer|cheaper)
    (instead of|rather than) .. (extra|more|less|cheaper|dearer|costs?|prices?)( (a|per|each) (month|year)| \w+ly)?\W*$
    (instead of|rather than) .. (what|how much) .. (more|less|extra|save|saved|cheaper|dearer)
    diff(erence)? .. ((a|per|each) (month|year)|monthly|yearly|annually)
    (what|which) (one )?(costs?|is) (more|less)
    (costs?|prices?) .. (vs|versus)
    (vs|versus) .. (costs?|prices?)
    (price|cost) diff(erence)?
    diff(erence)?s? .. (price|prices|costs?)
    """
)
# That units move from one level to another.
MOVES = turns(
    r"""
    (upgrad|downgrad|mov|switch|chang)(e|es|ing|ed)? .. to
    go(ing)? (up |over |down )to
    """
)
# What only asks which of two it is, or by how much; and which claims less.
OPEN = turns(r"what(?! (we|i|our))|which|how much|diff(erence)?s?|save|saving|or")
LESS = turns(r"cheaper|less|lower")
# What comes with a level.
INCLUDED = turns(
    r"""
    includ(e|es|ed|ing)
    (what|whats|what's) .. (get|gets|give|gives|in|with)
    comes? with
    ^what('s| is) (the )?[a-z-]+( [a-z-]+)?( level| tier| plan)?\W*$
    """
)
# All that the unit has.
ALL = turns(
    r"""
    all of us|us all|everyone|everybody
    all (of )?(our|the|my|users|people|staff|seats|licen[cs]es|devices|laptops|phones)
    (the|our|my) (whole|entire) (team|unit|department)
    """
)
# So many beside those that there are.
BESIDES = turns(
    r"""
    <number> ((?!(costs?|is|are|be|pays?|how|much) )\w+ ){0,2}(more|extra|additional)(?! (expensive|costly|than))
    (another|additional|extra|further) (\w+ )?<number>
    ^(.* )?\+ ?\d
    """
)


def turn(words: str) -> Turn | None:
    """Return to which other level it leads."""
    if CHEAPER.search(words):
        return "cheaper"
    return "dearer" if DEARER.search(words) else None


def claim(words: str, *, is_price: bool) -> Claim | None:
    """Return whether one is asked to be cheaper or dearer than another, or which is, and by how much."""
    if is_price and MOVES.search(words):
        return "open"
    if not THAN.search(words):
        return None
    if " than " not in words or OPEN.search(words):
        return "open"
    return "cheaper" if LESS.search(words) else "dearer"
