"""Ways to browse: how people ask what IT offers and prepares, what something is for, and what they have of it."""

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

SERVICES = _ways(
    r"""
    (what|which) (\w+ )?services (are there|do you (have|offer)|does it offer|are available|exist|can i (use|order))
    what (do|can) you offer
    (show|browse|open|see|list|look at) .. (services|catalog|catalogue|portfolio)
    ^(the |it |service |all |our )*(services|catalog|catalogue|portfolio)\W*$
    """
)
PREPARED = _ways(
    r"""
    (what|which|any|show|list|see|how many) .. services? .. (prepared|in preparation|planned|coming|to come)
    (what|which|any|show|list|see) .. services? .. (in the (pipeline|works)|on the roadmap)
    (which|what) services (will there be|will (you|it) (offer|have)|do you (prepare|plan)|can (i|we) vote (for|on))
    (upcoming|planned|future) services
    (what('s| is|s)?|show|anything|something) .. in (the |your |it'?s )?(pipeline|preparation)
    (what('s| is|s)?|show|anything|something) .. on (the|your|it'?s) roadmap
    what (is|are|does|do) (it|you) (preparing|planning|prepare|plan|working on)\W*$
    ^(what('s| is|s)|anything) (coming|planned)( (in )?(the )?(next|this) (year|quarter|month|weeks?))?\W*$
    ^(what('s| is|s)|is|anything|something) ((anything|something) )?(else |new )*coming( next| soon| up)*\W*$
    ^(the |it |service )*(pipeline|roadmap)\W*$
    """,
    unless=r"""
    back|first|restored|outages?|down|downtime|maintenance|hours|invoices?|bills?|orders?|deliver(y|ies|ed)
    """,
)
# What a thing is for.
GOOD_FOR = _ways(
    r"""
    (what|whats|what's) .. (good|useful|used|there|meant) for\W*$
    (what|whats|what's) .. (point|use|purpose|benefit|advantage) of
    (why|what) (do|would|should|will) (i|we|anybody|anyone|one|people) (need|want|use|take) .. (for\W*$|\w+\W*$)
    what (can|could) (i|we|one) do with
    ^who (is|are) .. for\W*$
    """,
    unless=r"""
    (not|n't|never|wrong|broken|approval|permission|notice)
    to \w+\W*$
    """,
)
# All that the unit has, whatever was spoken of.
HELD_IN_ALL = turns(
    r"""
    ^(and )?(what|which services) (do|are|have) (we|i|our \w+) (\w+ )?<have>( for| to)?( today| now| in all)?\W*$
    everything|services
    """
)
# What the unit has, of one thing or in all, and what of that costs most.
HELD = _ways(
    r"""
    ^(what|which) (\w+ ){0,2}(do|are|have) (we|i|our \w+) (\w+ )?(?!pay)<have>( to)?( today| now| for .*)?\W*$
    ^(what|which) (\w+ ){0,2}(do|are) (we|i|our \w+) (\w+ )?pay(ing)? (most )?for( today| now)?\W*$
    ^(list|show)( me| us)? (everything|all|what) (that )?we <have>
    how many (\w+ ){1,4}(do|have|are) (we|i|us|our \w+) (\w+ )?<have>
    how many (\w+ ){1,3}(do|have) (we|i)( got)?\W*$
    ^how many \w+( \w+)?\W*$
    ^(do|have) (we|i) (already |still |even |currently )?(have|got) (?!an? |the |any )\w+
    ^are (we|our \w+) (still |already )?on \w+
    what costs? (us|me|our \w+) (the )?most
    most expensive (thing|service|one|stuff)s?( that)? we <have>
    ^(our |the |my )?(top|biggest|largest|highest) (\w+ )?(it )?costs?\W*$
    """,
    unless=r"""
    <funds>|left|remain(s|ing)?|days|vacation|notice|hours?|orders?|tickets?|requests?|sold|sales|customers?|clients?|shoppers?
    contracts?|agreements?|have to|got to|need|want|approval|per|(can|could|may) (i|we)
    """,
)
