"""Ways to order: how people say what they want, how many, for whom, and what is to become of what they have."""

import re

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways
from bot.catalog.ways_to_wish import ASKS

ORDER = _ways(
    r"""
    (requesting|request|arrange|put (me|us|my team) down for|sort out|bump (me|us|my team|our team) up)
    (i'?m|we'?re|i am|we are) (after|looking for|in need of|short of|missing) (<count>|another|some|more)
    (possible|okay|ok|allowed) to (have|get|order|add)
    (can|could|would|will) you (please )?(bump|sort|raise|increase|move|organi[sz]e|prepare|assign|put)
    (she|he|they|we)('ll| will) (also )?need
    ^(order|ordering|want|need|buy|buying|get|give|send|add|upgrade|book|bring|provide|set up|we'?ll take|
        i'?ll take)(?! to )
    (i|we|they|he|she|team|teams|desk|colleagues?|starters?|hires?|interns?|employees?|temps?|boss|us|
        stores?|department|office) (\w+ )?(needs?|wants?|requires?) (?!(\w+ )?(minutes|seconds|hours)|
        to (know|talk|speak|complain|understand|ask|see|tell|find|be|go|do|say|cancel|return)|help\b|
        advice on|your help)
    (i|we|you|team|they|he|she|it) (would|could|'d|really|also)+ (really |also |just )?(like|love|use|need|
        want|appreciate)
    (i'?d|we'?d) (really |also )?(like|love|need)
    (want|like|need|going|wish) to (order|buy|book|subscribe|get|have|add|upgrade)
    (can|could|may|might|would|will) (i|we|you|my team|our team|someone|somebody) (please |pls |also |
        maybe |kindly |perhaps )*(get|have|order|buy|send|add|give|set (us |me |them )?up|arrange|provide|
        upgrade|receive) (?!at|in|into|to|on|through|by|help)
    (please|pls|plz) (\w+ )?(order|buy|get|give|send|add|upgrade|book|provide|set|arrange|prepare|organi[sz]e)
    (i|we)('ll| will) (take|order|have|buy)
    (get|give|send|order|bring) (me|us|him|her|them) (<count>|another|some|more)
    (am|are|is|'re|'m) (hiring|onboarding|ordering)
    new (starter|hire|joiner|colleague|employee|intern) .. (starts?|starting|on|needs?|joins?|from|tomorrow|
        monday)
    ^<count> (\w+ )?(more|extra|additional|
        another|new)
    ^new [a-z]+\W*$
    (more|extra|additional|another|new|spare) (\w+ ){0,3}(please|pls|plz|asap)
    """,
    unless=r"""
    cheaper|less expensive
    (need|want) (some |any )?(help|support|advice|information|info) (with|on|about|for)
    """,
)
# A plain list of things, which is an order only with a date or a "please".
# So many of a thing; people who come or go are none.
COUNTED = turns(
    r"^(?!<count> (new )?(people|persons?|colleagues?|employees?|joiners?|starters?|staff|hires?|of us)( \w+){0,2} "
    r"(starts?|joins?|leaves?|begins?|quits?|starting|joining|leaving|beginning)\b)<count> [a-z]+|^\d+[kmgt]b\b"
)
POLITE = turns(r"please|pls|plz|asap|needed")

# A number that nothing can be ordered by, and a day that is past or in no calendar.
NO_QUANTITY = re.compile(r"(?:^|\s)(?:-\s?\d{1,7}|0+)(?![\w%:/.,-])")
NO_DAY = re.compile(
    r"\byesterday\b|\blast (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun)"
    r"|\b(?:3[01]|0?0)(?:st|nd|rd|th)?(?: of)? feb|\bfeb(?:ruary)? 3[01]\b|-02-3[01]\b"
    r"|\b31(?:st)?(?: of)? (?:apr|jun|sep|nov)|-(?:04|06|09|11)-31\b|-(?:1[3-9]|[2-9]\d)-\d\d\b"
)
FOR_WHOM = re.compile(
    r"@(?P<mention>[UW][A-Z0-9]{2,})\b|@(?P<handle>[a-z][\w.-]*)"
    r"|\b(?:[Ff]or|[Aa]dd|[Cc]olleague|[Ss]tarter|[Hh]ire|[Ee]mployee|[Ii]ntern|[Tt]emp)\s+"
    r"(?:(?:my|our|the|new|a|young|old|next)\s+)*(?:(?:colleague|starter|hire|employee|intern|temp|boss|teammate)\s+)?"
    r"(?P<name>[A-Z][a-zé'-]+)\b"
)
FOR_KNOWN = re.compile(
    r"\b(?:for|add|give|colleague)\s+(?!(?:a|all|an|any|each|my|our|some|that|the|this|us|your)\b)([a-z]+)\b"
)
# What is wanted comes beside what there is, and takes the place of nothing.
ADDED = _ways(
    r"""
    ^(please |pls |can you |could you )*add
    (to|can|could|please|pls|and) (\w+ )?add
    more|another|additional(ly)?|extra|further|on top
    (new|<number>) (new )?(hires?|starters?|joiners?)
    """,
    unless=r"""
    (upgrade|upgrading|move|moving|switch|switching|change|changing|convert|raise|bump|lift|replace) .. (to|up|on|by)
    instead
    """,
)
# Who wants it, which is no word for what is wanted.
FOR_A_GROUP = turns(r"for (my|our|the) (team|group|department)")


def wants(text: str) -> bool:
    """Tell whether a text says that something is wanted, and does not ask."""
    words = " ".join(text.lower().split())
    return ORDER.fit(words) and not ASKS.search(words)
