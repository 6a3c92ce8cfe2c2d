"""What people say of money: what something costs, what they pay, why that is more, and what may still be spent."""

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

CHARGE = _ways(
    r"""
    <why> .. <bill> .. <up>
    (why|how come) .. <us> .. pay(ing)? .. more
    (why|how come) .. <up> .. <us> .. <bill>
    explain (this|our|my|the) (it )?<bill>
    <bill> (of|for) (my|our) .. (increased|up|higher|risen|rose)
    what (drove|made|caused|changed) .. (our|my) .. <bill>
    <us> .. <bill> .. (went|gone|go|going|is|are|was|were|has|have|got) .. (up|higher|increased|risen|than last month)
    """,
    unless=r"""
    levels?|tiers?|plus|premium|than (standard|basic)
    cost (center|centre)
    """,
)
BILL = _ways(
    r"""
    (how much|what) .. <we_all> .. (spend|spending|pay|paying|charged|billed) .. (for|on|to|by) it<month>?\W*$
    (how much|what) (does|is|did) it cost (us|our \w+|the \w+)<month>?\W*$
    ^(what('s| is|s) |how (high|much|big) is |show (me )?)?<our>it (bill|spend|spending|costs?|charges?)<month>?\W*$
    """,
    unless=r"""
    <why>
    <up>
    """,
)
FUNDING = _ways(
    r"""
    <funds> .. (left|remain|remains|remaining|unspent|to spend)
    (left|remains|remaining|rest|unspent|used up|is available) (of|in|from|on) (\w+ ){0,3}<funds>
    (remaining|unspent|leftover|available) (it )?<funds>
    <funds> (status|balance)
    how much of (our|my|the) (it )?<funds>
    how much .. (may|can|could) (the )?\w+ (still )?spend (on it|this (fiscal |financial )?year)
    (over|under|within) (our|my|the) (it )?(budget|funding)\W*$
    """,
    unless=r"""
    more <funds>
    (budget|funding) (lines?|owner|holder|form|template|file|drivers?|code)
    (travel|training|marketing|hiring|personal|household|project|team event|party|hardware|department) <funds>
    (order|buy|need|want|purchase|upgrade|give back|cancel)
    (lost|losing|loses?|waste|wasting|back|refund|owes?|withdraw|bank|card|payroll|salary|prepaid|phone)
    (is|are|looks?|seems?) (wrong|missing|not shown)
    """,
)
PRICE = _ways(
    r"""
    (how much|what|wht|whats) .. (costs?|costing)
    (annual|yearly|monthly) (costs?|price|fee)s?
    ^(\w+ ){1,3}(per|a) (month|year)\W*$
    ^(what('s| is|s) )(the )?(cheap(er|est)|dear(er|est)|(most|least) expensive) \w+
    (can|could) (i|we|our \w+) afford
    ^(is|are) ((the |our )?\w+ free|.. free of charge)\W*$
    ^(do|does|must|should) (i|we|our \w+) (have to )?pay (extra )?for \w+
    what'?s? .. (price|fee|rate)s?
    (how much|what) (is|are|for|does|do|would|will|to|am|we) .. (pay|charged?|cost)
    how much\W*$
    how much (is|are|for|to|would|will|does|do|<number>)
    ^how much (\w+ ){0,2}\w+\W*$
    ^.*\$\W*$
    (pay|paying|costs?|costing) (extra|more|less)
    (get|have|buy|make) .. cheaper
    costs? (anything|something|money)
    ^(the )?(cheap(er|est)|dear(er|est)|(most|least) expensive) \w+
    ^(what('s| is| would be) )?(the )?total (for|of)
    (what|how much) (do|does|are|is) (\w+ ){1,3}(spend|spending) on \w+
    (price|prices|pricing|fees?|rate card|tariff|costs? (of|for|per))
    how (expensive|pricey|dear)
    how much (more|less|extra)
    (rates?|prices?)\W*$
    ^(rate|fee|hourly rate|monthly rate|monthly fee) (for|of)
    (cheapest|cheaper|dearest|most expensive|lowest) (level|tier|plan|option)
    (best|top|highest|smallest) (\w+ )?(level|tier)
    ^costs?
    costs?\W*$
    (what|how much) (do|are|would) (we|i) pay(ing)? .. for \w+
    (do|does|would|will) (you|it|they) charge .. for \w+
    what (would|will|does|do|wd) .. <number> .. (be|come to|add up to|amount to|set us back)
    """,
    unless=r"""
    how much (\w+ )?(is |are |do (we|i) have |have (we|i) |of )?<left>
    is left
    did .. cost|costs?(ed)? so far|cost (center|centre)s?
    could (it|that) cost
    estimate
    how much (\w+ )?(storage|notice|memory|disk|data|room|capacity|quota|warning|bandwidth|help|longer|work|training)
    how much (we|i|you|did|have|has|can|could|should|may|must|of)
    get for (what|all|our|the money)
    """,
)
TOTAL = turns("total|altogether|in all")
A_YEAR = turns(r"(per|a|each|every|one|whole|full) year|yearly|annual(ly)?|p\.a")
