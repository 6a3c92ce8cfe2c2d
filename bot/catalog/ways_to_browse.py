"""Ways to browse: the turns of phrase by which people ask what IT offers, and what it prepares."""

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
    what (is|are|does|do) (it|you) (preparing|planning|prepare|plan)\W*$
    ^(what('s| is|s)|is|anything|something) ((anything|something) )?(else |new )*coming( next| soon| up)*\W*$
    ^(the |it |service )*(pipeline|roadmap)\W*$
    """,
    unless=r"""
    back|first|restored|outages?|down|downtime|maintenance|hours|invoices?|bills?|orders?|deliver(y|ies|ed)
    """,
)
