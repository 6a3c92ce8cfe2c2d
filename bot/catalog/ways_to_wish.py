"""Ways to wish: the turns of phrase by which people say that something is to be done for them, and of which order.

The rules are made so that a question stays one: what no rule knows is asked of the catalog.
"""

import re

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

# How a message begins that asks something, whatever it speaks of.
ASKS = turns(
    r"""
    ^(what|who|whom|whose|which|why|when|where|how)('s|s|'re|'d)?
    ^(until|till|since|from|for|to|by|in|at|on|with|about) (what|when|whom|which|how)
    ^(does|do|did|is(?! there (any|a) (chance|way) (that )?(you|we|it))|are|am|was|were|may|should|must|
        shall|has|have (you|we|i|they))
    ^(if|when) (i|we|you|a|the|my|our) .. \?
    ^(any idea|prices? |costs? |fees? )
    (what|who|whom|which|why|when|where|how) (do|does|did|is|are|can|should|would|will|must|much|many|long|to)
    \?.. (how|what)
    """
)
# Politeness that begins like a question and asks for something to be done.
REQUESTS = turns(
    r"""
    (can|could|will|would) you (sort|bump|raise|increase|move|organi[sz]e|prepare|assign|put)
    possible to (have|get|order|add)
    if not, (can|could|would)
    (can|could|may|might|would|will|shall) (i|we|you|my team|our team|somebody|someone|it|they) (please |
        pls |also |maybe |perhaps |possibly |kindly )*(get|have|order|buy|send|add|give|set|arrange|provide|
        upgrade|need|receive|extend|keep|leave|stay|open|make|build|offer|expedite|hurry|speed|rush|cancel|
        remove|reduce|develop|be faster|help us get)
    (can|could|would|will|might) .. (stay|remain|be kept|be left|be extended|offer|go live|be (done|ready|
        moved|brought) (sooner|earlier|faster))
    would(n't| not)? (it )?(be )?(great|nice|lovely|love|good|like|helpful|a dream)
    (is there )?(any|a) (chance|way) (that )?(you|we|i|to|it|of)
    ^(can|could) .. (please|pls)
    please|pls|plz
    """
)
EXPEDITE = _ways(
    r"""
    rather than (next|in|later|on|the week)
    (treat|handle|mark|take) .. as (urgent|a priority|top priority|critical)
    (can't|cannot|can not|cant|couldn't|won't) wait
    expedite|fast.?track|prioriti[sz]e
    (please |pls |^)hurry( up)?
    (speed|hurry) (\w+ )?(it |this |that |things |them )?up
    rush (the|my|our|this|order|request|it|#)
    (sooner|faster|quicker|earlier) than (planned|promised|agreed|scheduled|expected|that|this)
    (order|request|ticket|delivery|change|it|this|that|#\d+|\d) (\w+ )?(faster|sooner|quicker|earlier)
    (need|want|get|have) .. (sooner|faster|quicker)(?! (?!than|please|pls|by|if|now|for|because|and|or)[a-z])
    (before|by|on) .. instead of (next|in|on|waiting|the)
    """,
    unless=r"""
    no hurry|not in a hurry|hours|open(ing)?|open|runs? faster|work faster
    """,
)
HOURS = _ways(
    r"""
    (don'?t|do not|not) (shut|close|switch|turn|take) .. (before|until|till|at|down|off)
    (need|want) (\w+ )?(support|cover|help|somebody there) .. (from \d|until|till|(on|this|next) (sat|sun)\w*)
    (stay|stays|keep|keeps|leave|remain|remains|be|have|need|want|run|open|left|kept) .. (longer|until|
        till(?! (for|in|on|and|please|pls)\b|\W*$)|til|past|overnight|through the night|around the clock)
    (stay|keep|leave|remain|have|need|want|run|open) .. (an hour|hours?|\d+ hours?) (earlier|longer|later|
        more)
    (extend|prolong|stretch) .. (hours|support|opening|service|until|till|on)
    (open|start|begin|run|have|need) .. (earlier|an hour before)
    (hours?|minutes|bit|little|much) longer
    <hours_more>
    longer (hours|opening|tonight|today|tomorrow)
    (stay|remain|be) open|open (at|from) .. instead of
    """,
    unless=r"""
    how long|how much|cost|costs|order|laptops?|waiting|employed|contract|account|temp
    (need|want|have|get|order) (\w+ ){0,3}(users?|licen[cs]es?|licen[cs]e|seats?|accounts?|
        devices?) .. (until|till)
    """,
)
FEWER = _ways(
    r"""
    (won'?t|will not|not) be (needing|using)
    (close|delete|deactivate|disable|remove|switch off) (\w+'?s? )?(\w+ )?(accounts?|licen[cs]es?|users?|
        lines?|mailbox(es)?)
    (cancel|terminate|drop|end|return|reduce|cut|remove|delete|give back|hand back|take back|take away|
        get rid of|give up|stop) (\w+ ){0,4}?(licen[cs]es?|users?|seats?|accounts?|devices?|subscriptions?|
        laptops?|phones?|mailbox(es)?|environments?|sites?|tablets?|screens?|lines?|tb|people|access|levels?)
    (cancel|terminate|drop|return|reduce|cut|give back|hand back|take away|get rid of|give up) (our|my|his|
        her|their|<count>|the|all|some) (?!order|request|ticket|
        appointment|meeting)
    (<count>|some|few|many) (fewer|less)
    (fewer|less) (\w+ )?(licen[cs]es?|users?|seats?|accounts?|devices?|laptops?|phones?|people|tb)
    (no longer|don'?t|do not|won'?t|will not|not) need (\w+ ){0,3}(any ?more|any longer|licen[cs]es?|users?|
        seats?|accounts?|devices?|environments?|laptops?|phones?|sites?)
    no longer (need|use|want)
    too many (\w+ )?(licen[cs]es?|users?|seats?|accounts?|devices?|laptops?|phones?)
    """,
    unless=r"""
    (cancel|stop|drop) (the |my |our |this |that )?(\w+ )?(order|request|ticket|meeting|appointment|survey|
        call)
    orders?|requests?|tickets?
    need .. (more|another)
    """,
)
OF_AN_ORDER = turns(
    r"""
    (did|has|have|is|are|was|were) (my|our) .. (approved|shipped|delivered|arrived?|sent|ready)
    (cancel|stop|withdraw|take back|drop) (the |my |our |this |that )?(\w+ )?(order|request|ticket)
    (cancel|withdraw) #\d
    (news|update|progress|word) (on|about|for|regarding) (my|our|the|order|request|ticket|#)
    (when|will|is|was|has) .. (order|request|ticket) (no\.? ?|number |#)?\d
    """
)
CAPABILITY = _ways(
    r"""
    (could|can) (we|you|it) (get|have|offer|find|add) (something|anything)
    (be|would be) (handy|useful|nice|good|great) to have (a|an|some)
    (i|we) wish
    ^(an |my |our )?(idea|suggestion|proposal)(?=\W)
    would(n't| not)? .. (love|be great|be nice|be good|be lovely|be helpful|be a dream)
    (build|develop|program|invent|create|make) (us|me) (a|an|some)
    (get|have|need|want|buy|introduce|find|looking for|search for) (us |me )?(a|an|some|
        any) (\w+ ){0,2}?(tool|app|system|software|solution|program|platform|chatbot|bot|robot|way) (for|to|
        that|which|with|where)
    (need|want|looking for|like) (something|anything) (that|to|for|which|like)
    (could|can|will|would|might) (you|it|we) (\w+ )?(offer|provide|introduce|develop|build)
    (is there )?any chance .. (build|offer|provide|develop|introduce)
    """,
    unless=r"""
    how much|cost
    """,
)
ORDER_NUMBER = re.compile(
    r"#\s?(\d{1,9})\b|\b(?:order|request|ticket|case|incident|number|no\.)\s+(?:number\s+|no\.?\s*|nr\.?\s*)?"
    r"(\d{1,9})\b(?=\W*$|\s*[,.;:?!)-]|\s+(?:was|were|is|can|could|cannot|has|had|have|did|does|be|been|please|pls|"
    r"faster|sooner|earlier|quicker|yet|now|and|to|before|by|until|so|still|not|never|got|went|took|handled|closed|i|"
    r"we|it|they|the|this|that|quickly|asap|today|tomorrow|again|from|because|as|at|on|in|with|or|but|done|up|for|my|"
    r"our|will|won|isn|wasn|doesn|hasn)\b)"
)
