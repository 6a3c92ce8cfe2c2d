"""Ways to ask: the turns of phrase by which people ask for a price, hours, an owner and the like.

The rules are made to be right when they speak: a question about a frozen till is not one about its opening
hours, and what no rule knows simply asks what a thing is.
"""

import re

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

STOP = _ways(
    r"""
    ^(please )?(stop|unsubscribe|stop (it|this|that|please))( please)?\W*$
    (stop|quit) (asking|sending|bothering|spamming|messaging|surveying|pinging|contacting|writing)
    stop (it )?(with )?(the |these |those |your |all )*<surveys>
    no more <surveys>
    unsubscribe
    opt (me )?out
    leave me alone
    (do not|don'?t) (want|need) (any )?(more )?<surveys>
    (do not|don'?t) (ask|send|survey|ping|spam|bother|contact) me
    ^(please )?stop( it| all| everything)?( please)?\W*$
    ^(bitte )?(stopp|aufh(ö|oe)ren|abmelden|abbestellen)( bitte)?\W*$
    """,
    unless=r"""
    how|where|why|can i|customers?|newsletters?
    (don'?t|do not|never|didn'?t) (stop|quit|unsubscribe)
    """,
)
CHANGES = _ways(
    r"""
    ^(so |and |hi |hey )?what('?s| is| has| have|'ve)? (you )?(changed|new)( in| with| at| for| since| lately|$)
    (anything|something) new( in| with| at| since|$)
    (any|recent|latest|show) changes
    what changed
    ^(changes|news)\W*$
    """,
    unless=r"""
    what changed .. <bill>
    """,
)
RESTORE = _ways(
    r"""
    <restored> .. first .. (<outage>|back)
    <outage> .. first
    (comes?|back|restored?|recover|brought back) (up |back )?first
    (restore|restoring|restoration|recovery) (order|plan|sequence|position|place|rank|priorit\w+)
    order (of|for) (restor|recover)\w+
    (what|which) order .. (restor\w*|recover\w*|back|up again)
    """,
    unless=r"""
    first (day|name|time|advice|of)
    """,
)
SUPPORTS = _ways(
    r"""
    what (all )?(does|do|is|are) .. <rests> (up)?on
    what (does|do) .. needs? (to (run|work)|for itself)
    <rests> (up)?on what\W*$
    (dependenc(y|ies)|foundations?) (of|for)
    what('s| is) (under|below|underneath)
    """,
    unless=r"""
    what (does|do) (it|this) (depend|run) on (how|when|whether)
    """,
)
DEPENDENTS = _ways(
    r"""
    (what|who|which|whose|everything|anything) .. <rests> (up)?on
    what (else )?(breaks|stops|fails|goes down|is affected|would (stop|break|fail)|happens) .. (if|when|without)
    who (is|would be|gets) (affected|hit|hurt)
    (who|what) (needs|uses)
    (what|which \w+) (else )?needs? (the |our )?\w+
    (impact|effects?) (of|if|when)
    """,
    unless=r"""
    happen(s|ed)? (to|with)
    (if|when) (we|our \w+) (cancel|terminate|quit|give up|give .. back|stop paying)
    (if|when) i
    needs? (to|doing|done|an?|your|my|me|you|us|it|this|that|attention|fixing|changing|approval)
    """,
)
FEWER = _ways(
    r"""
    (need|want|have|keep|take|use|with|only) .. (fewer|less) <things>
    (<number>|one) (\w+ )?(fewer|less)
    (cancel|return|drop|reduce|terminate|give up|get rid of|hand back|give back|cut) (\w+ ){0,4}<things>
    (reduce|cut|lower|decrease) (the |our |my )?(number|count|quantity) of
    (reduce|cut|lower|decrease|drop|bring|go) (\w+ ){0,4}(down )?(to|by) (only |just )?<number>(?! ?[%:])
    ^- ?\d+ \w+\W*$
    minus <number>\W*$
    ^(please |pls )?(cancel|terminate|give up|get rid of) (our |my |the )?\w+( \w+)?\W*$
    (give|hand|send) (\w+ ){0,4}back
    (too many|do not need all|don'?t need all) .. <things>
    """,
    unless=r"""
    orders?|requests?|leave|leaves|leaving|last day|quits?|call|meeting|recording
    how (long|many)|when|call me back|(give|get|bring) (it|them|me|us) back
    deleted?|file|document|version|lost|restore
    """,
)
STATUS = _ways(
    r"""
    where('s| is| are|'re)? (all )?(my|our|the) (\w+ )?<ordered>
    status (of|on|for) (my|our|the|order|request|number)
    status (of|on|for) #
    order status
    (my|our|the) (\w+ )?<ordered>( \d+)? (is|are) (still )?(late|overdue|delayed)
    ^(did|has) (?!(any|some)(body|one)|it|they|you)\w+ (approve|ok|okay|sign)(d|ed)? (it|that|this|mine)\W*$
    (<news>|<stands>) .. (my|our) (\w+ )?<ordered>
    (my|our) (\w+ )?<ordered> .. <stands>
    ^(and |what about |how about )?(my|our|open) (orders|requests|tickets)\W*$
    (<news>|where|what about|is|has|was) .. (order|request|ticket|number) ?(<no>)?#?\d{1,9}
    (<news>|where|what about|is|has|was)\b.{0,80}#\d{1,9}
    ^(order|request|ticket|number)? ?(<no>)?#\d{1,9}\W*$
    ^(order|request|ticket) (<no>)?\d{1,9}\W*$
    """,
    unless=r"""
    hurry|faster|speed|expedite|urgent|customers?|purchase orders?|web ?shop
    """,
)
OWNER = _ways(
    r"""
    who('s| is| are)? (the |our )?(\w+ )?(owns?|owner|owning|responsible|in charge|accountable|contact)
    who (owns|runs|manages|looks after|takes care of|leads|maintains|handles|is behind)
    who'?s behind
    (owner|contact|contact person|responsible person|person in charge) (of|for)
    whose (service|system) is
    (which|what) team (owns|runs|manages|looks after|takes care of|leads|maintains|handles|does|is (behind|responsible))
    whom? (do|can|should|could|must|may|shall) (i|we) <talk> .. (about|for|regarding|on)
    whom? (do|can|should|could|must|may|shall) (i|we) (shout|yell|scream|complain|escalate|turn|go) (at|to|with)
    whom? to <talk> .. (about|for|regarding)
    ^owner
    owner\W*$
    """,
    unless=r"""
    owner (access|rights?|role)
    """,
)
HOURS = _ways(
    r"""
    (opening|service|support|business|working|office|operating|desk) hours
    (?<!\d )(hours|hrs) (of|for|on|at|it)
    (?<!\d )(hours|hrs)\W*$
    ^(hours|hrs)
    (what|which) (are )?(the |its |your )?hours
    out of hours
    when (is|are|does|do|will|can) .. <reachable>
    (how late|how early|how long|from when) .. <reachable>
    when (does|do) .. (support|service|help|hotline) (start|begin|end|stop)
    (until|till) when
    (is|are|do|does|can) .. (around the clock|24/7|24x7|day and night)
    """,
    unless=r"""
    hours (lost|without|spent)
    costs?|prices?|fees?|how much
    open (an?|another|(the|new)(?! <day>\b))
    longer|extend(ed)?|earlier|later|different
    """,
)
ORDER = _ways(
    r"""
    ^(please |ok,? |then |and |yes,? |let'?s )*(<buy>|sign (me|us) up)
    (want|like|need|going) to <buy>
    (can|could|may) (i|we) <buy>
    i('ll| will) (take|<buy>)
    (we|i)('d| would) like \d+
    """,
    unless=r"""
    cancel|status|where|purchase orders?
    """,
)

# What is about an order of one's own, if there is one; else about the thing itself.
MAYBE_STATUS = _ways(
    r"""
    (where('s| is| are)|what about|when (will|does|do|is|are)|is|are|has|have) (my|our)
    """,
    unless=r"""
    not|broken|slow|payslip|password|never|down|error
    """,
)
# It may be lost, or on its way: nobody knows without asking.
MISSING = turns(r"where('s| is| are|'re)? (my|our)")
# It has not come, whether it was ordered or not.
LATE = turns(
    r"""
    ^((my|our|the) )?(\w+ ){1,2}((is|are|has|have) )?(still )?not (here|there|arrived|delivered|come)( yet)?\W*$
    ^still (no|not got|waiting for) (my |our |the )?\w+( \w+)?\W*$
    ^((i'm|we're|i am|we are) )?(still )?waiting for (my|our) \w+( \w+)?\W*$
    ^((my|our|the) )?\w+ (is )?(late|overdue)\W*$
    """
)
# It begins as a question or a sentence does, and so asks or tells something of what it names.
SENTENCE = turns(
    r"""
    ^(so |and |hi |hey |ok |please |pls )*(who|what|which|why|when|where|how|whose|whom|is|are|am|do|does|did|was|were|
        has|have|had|can|could|may|might|will|would|shall|should|must|if|i|i'm|i'd|we|we're|we'd|you|he|she|they|my|our|
        order|get|give|need|want|send|buy|add|cancel|return|show|set|make|new)
    """
)
# "And for 20 of them": so many, beside another question.
COUNTS = turns(
    r"""
    ^(and |or |what about |how about |also )+(for )?<number>
    ^for <number>
    """
)
_OF_IT = (  # the department, which is not what was spoken of
    "security|support|department|team|help ?desk|budget|staff|infrastructure|equipment|governance|strategy|training|"
    "operations|hardware|software|systems?|assets?|audit|risk|compliance|projects?|procurement|purchasing|people"
)
_IT = rf"it(?! ({_OF_IT})\b)|its|that|this one|them|they|the same|instead"
# It goes on from what was said before.
CONTINUES = turns(
    rf"""
    ^(and|ok(ay)?|so|then|but|or|also|what about|how about|same|what if|for|with|on|in|is it|does it)
    {_IT}
    """
)
# It speaks of what was said before.
OF_IT = turns(_IT)
# It asks something by itself, whatever stands beside it.
WHOLE = turns(
    r"""
    ^(and |so |also |hi |hey )*how (\w+ )?(do|can|to|does|should|is|are|will) \w+ \w+
    ^(and |so |also |hi |hey )*(where|why|what|which) (is|are|does|do|can) \w+ \w+
    ^(and |so |also |hi |hey )*(can|may) (i|we|my \w+) \w+ \w+
    """
)
# It says what is asked and not of what: "the price", "opening hours".
MERE = turns(
    r"""
    ^((what|whats|what's|who|who's|how|when|is|are|does|do|please|give|tell|show|me|us|i|we|need|want|know|the|its|it|
    much|opening|service|support|monthly|prices?|costs?|rates?|fees?|hours|owners?|owns|open|
    there|an?|any|many|months|min|minimum|notice|terms?|period|response|reply|fix|times?|targets?|slas?|rpo|rto|
    recovery|approvals?|approvers?) ?)+\W*$
    """
)
# It is about IT itself and not about one service.
ABOUT_IT = turns(
    "you|you guys|help ?desk|service desk|it desk|anyone|anybody|somebody|someone|support|people|staff|team"
)


def written_out(words: str) -> str:
    """Return words with the sign that a hurried hand leaves out: "whos" is "who's"."""
    return re.sub(r"\b(who|what|when|where|how)s\b", r"\1's", words)
