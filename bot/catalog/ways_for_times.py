"""What people say of a time: whether something is promised then, or what is to be done or went wrong."""

from bot.catalog.turns_of_phrase import ways as _ways

# Whether something is promised at a time: words of being there, together with a time.
PROMISED = _ways(
    r"""
    (is|are|do|does|will|can|could|how about|what about) .. <promised>
    ^(\w+ )?<promised>
    (open|ok|okay) (on |this |next )?(mon|tue|wed|thu|fri|sat|sun)\w*
    does (the |our )?\w+( \w+)? (run|work) (on|at|during|in)
    (do|does|will|are|can) <people> .. (work|working|answer|help|reach|call)
    (can|could|may) <people> .. (use|book|sell|order|log in|sign in|get (help|support))
    (can|could|may) <people> still
    """,
    unless=r"""
    want|would like|like to|needs?|have it|(can|could) we have|why|since|was|were|went|longer|earlier|later
    broken?|broke|frozen|freezes|freezing|slow|errors?|stuck|crash(es|ed)?|not working
    doesn'?t|isn'?t|won'?t|can'?t|cannot
    up to|how many|how much|(set|sign)(ting|ing)? up|starts?|joins?|arrives?|is coming|ready
    campaign|meeting|webinar
    open(ing)? (an?|another|my|our|(the|new)(?! <day>\b))
    ordered|vacation|leave|day off
    """,
)
# It tells what is to be done or went wrong at a time, and asks for none.
TOLD = _ways(
    r"""
    ^(please |pls |(can|could) you )*(open|close|reopen) (up )?(?!((the|new|this) )?<day>\b|
    <when>\b|\w+ (on|at|this|next) )[a-z]\w*
    ^(?!<asking> ).*(not|never|no longer|(is|are|does|do|did|was|were|would|could|have|has)n'?t|can'?t|cannot|won'?t)
    was|were
    by mistake|accidentally|wrongly|yesterday|last (night|week|<weekday>)|ago
    """,
    unless=r"""
    (was|were) .. wondering
    (not|am not|are not) (quite |really )?(sure|certain)
    (don'?t|do not|dont) know
    """,
)
