"""What people say of terms: how long a service binds, how soon it helps, what may be lost, who says yes to it."""

import re
from collections.abc import Mapping

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

TERM = _ways(
    r"""
    notice (periods?|times?|days|needed|required)
    (period|days|weeks|months|amount|term) of notice
    (how much|what|which|any|what's the|our|the|give|days'?|months?'?) notice
    notice\W*$
    ^notice (of|on)
    notice for
    (min|minimum|min\.|shortest|initial|contract|binding|fixed) (contract )?(term|period|duration|commitment|time)s?
    (min|minimum|shortest|fixed) contract
    how many (months|years) .. (min|minimum|at least)
    (term|length|duration) of (the |our |its )?(contract|commitment|subscription)
    how long .. (<bound>|obliged|commit|contract)
    (are|is|am) (we|i|us|our \w+|one|anybody) .. <bound> (to|by|in|into|with)
    how (long|many (months|years)) (do|must|should|have|would) (we|i|one|you) .. (take|commit|stay|pay)
    (get out of|leave|quit|drop|cancel|terminate|end|give up) .. (any ?time|at short notice|(every|each) month|monthly)
    (get out of|leave|quit|drop|cancel|terminate|end|give up) .. (whenever|when (we|i) (want|like)|early)
    (can|could|may) (we|i|one|you) (get out of|quit|drop|terminate|give up) .. (in|by|from|at|before|after|next)
    (how|from) ?(when|soon|early|late|quickly|fast) (can|could|may) (we|i|one|you) (cancel|terminate|get out of)
    how (early|soon|far ahead|(long|far) (in advance|before)) .. (tell you|let you know|say so|cancel|give notice)
    (shortest|least) time .. (have|take|keep|get|rent)
    what happens (if|when) (we|our \w+) (cancel|terminate|quit|give up|give .. back|stop paying)
    month[ -]to[ -]month
    cancell?ation (period|time|terms|notice|date)
    """,
    unless=r"""
    orders?|requests?|surveys?|meetings?|appointments?|resign\w*|employment|employed|job|my (own )?(notice|contract)
    (at|on|with|such) short notice
    (did|do|does|didn'?t|don'?t|to|will|would|not|never) ((you|i|we|they|anybody|anyone|even) )?notice
    notice (that|board|when|how|if|something|anything)
    how long .. (take to|take until|take before|take for)
    ^((please|pls|hi|hello|we|i|want to|would like to) )*(cancel|end|terminate|give back)
    """,
)
TARGETS = _ways(
    r"""
    (response|reply|reaction|answer|answering|fix|fixing|repair|resolution|service level|sla) (and \w+ )?(time|target)s?
    (time|target)s? (for|of|to) (a |an |the |first )*(response|reaction|resolution|<reply>|<fix>)
    slas?|service level agreement
    availability|uptime
    how (reliable|dependable|stable|often .. (down|out|away))
    (is|are|was|were) .. (reliable|dependable|stable)\W*$
    <how_soon> .. (<reply>|<fix>|response|reaction)
    (in|within) (what|which|how much) time .. (<reply>|<fix>)
    when (will|does|do|would|can) (sb|somebody|someone|anybody|anyone|you|they) .. (<reply>|<fix>)
    <how_soon> (is|are|r) (you|u|support|the support|help|the help ?desk|your (team|people))
    <how_soon> (do|does|will|can) (you|u|sb|somebody|someone|they|support) (come|help|look|be there)
    how many (minutes|hours) .. (<reply>|<fix>|looks? (at|into))
    (<reply>|<fix>) .. by when
    takes? .. (until|till|before) .. (<reply>|<fix>)
    (<reply>|<fix>) (\w+ )?(faster|sooner|quicker|slower)
    what('?s| is)? (agreed|promised|guaranteed) .. (<reply>|<fix>)
    <number> ?(h|hours?|min|minutes?|days?) (response|reply|fix|repair)
    (<reply>|<fix>) .. (within|in under|in less than|in) (<number>|an?|half)\b.. (min|minute|hour|day|h)s?
    """,
    unless=r"""
    order \d+|#\d|time ?sheets?|high availability
    (my|our) (\w+ )?(question|request|ticket|mail|complaint)s?
    """,
)
# How soon what is ordered is there.
DELIVERY = _ways(
    r"""
    (lead|delivery|waiting|provisioning|set-?up) times?
    <how_soon> (does|do|would|will|is|are|can|could) (\w+ ){1,5}(takes?|be <there>|arrive)\W*$
    <how_soon> (\w+ )?(until|till|before|can|could|will|would|do) (i|we|(my|our) \w+) (can |will )?(get|have|receive)
    when (can|could|will|would|do) (i|we) (get|have|receive) (<count>|another|new|more)
    when (would|will|could|can) (<count>|another|new|more) .. be <there>
    """,
    unless=r"""
    <fix>|<reply>|<outage>|restor\w+|recover\w*|backups?|(my|our|the|this) (\w+ )?<ordered>|<ordered> \d
    reports?|run|load|refresh|import|export|merge|start|boot|meetings?|calls?|wait for|response|reaction
    """,
)
RECOVERY = _ways(
    r"""
    rpo|rto|mtd
    recovery (point|time)( objective| target)?
    (restore|restoration) times?
    (time|long|how long) to (restore|recover)
    how long .. (recovery|restoring|restoration)
    (is|are|will|does|do|can|could|must) .. <back> .. (after|if|when|in case) .. <outage>
    (how much|what|which|any|how many (hours|minutes|days)) .. <records> .. <lost>
    (how much|what|which|any|how many (hours|minutes|days)) .. <lost> .. <records>
    <lost> .. <records> .. (if|when|in case|after|while) .. <outage>
    (if|when|in case|after) .. <outage> .. <lost> .. <records>
    data loss
    <how_soon> .. <back> .. (after|if|when|in case) .. <outage>
    (after|if|when|in case) .. <outage> .. <how_soon> .. <back>
    (longest|maximum|max) (outage|downtime)
    how long (can|could|may|might) .. (without|(be|stay) (down|out|away|gone|offline))
    (most|max|maximum|least) <records> .. <lost>
    how (often|old|fresh) .. (backups?|back(ed)? ?up)
    how (old|fresh) .. <records> .. (restor\w+|<outage>)
    (be|get|is|are) (restored|recovered) (in|within) (<number>|an?|half)
    <records> .. (safe|secure|backed up) .. (if|when|in case|after) .. <outage>
    (cost|price|loss) (per hour )?(of|for) .. <downtime>
    <downtime> .. (costs?|lose|loss)
    (costs?|lose|loss|losing) .. (if|when|while|in case) .. <outage>
    """,
    unless=r"""
    (i|we) (have |just |accidentally )*(lost|deleted)
    (an?|my|the|this|one|old|deleted|earlier) (\w+ )?(files?|folders?|documents?|mails?|versions?|records?)
    """,
)
APPROVAL = _ways(
    r"""
    <who> .. (approves?|approved|approving|approver|ok'?s|okays|authori[sz]es?)
    <who> .. (sign(s|ed)? (it |this |that |them )?off|sign-?off)
    <who> (has|have|needs?|must|should|can|may) (to )?(ok|okay|agree|authori[sz]e)
    <who> ((has|have|needs?|must|should|can|may) (to )?)?signs? (for |on )?\$?<number>
    <who> .. need (an? |the )?(yes|ok|okay|go|go-ahead|approval|permission) (from|of|by)
    (do|does|must|should|has|will) (?!you )(\w+ ){1,3}(have to |need to )?(approve|agree to|ok|okay|sign (it )?off)
    (do|am|can|could|may|must|should) i .. (approve|authori[sz]e|ok|okay|sign) .. (own|myself)
    (do|does|must|should|has|can|will) (my|our|the) (\w+ )?(boss|head|manager|lead|cfo) .. (approve|agree|ok|okay|sign)
    <who> .. ask before (i|we) (order|buy|get|take)
    how (do|can|to) ((i|we) )?(get|obtain) <approval>
    <who> .. (says?|gives?) (yes|ok|okay|their ok|the ok|(the )?green light) (to|for|on)
    <who> (has|have|needs?|must) (to )?(say (yes|ok)|give (the |their )?ok)
    whose (approval|permission|sign-?off|ok|okay|yes|signature|consent|blessing)
    (do|does|will|would|is|are|must|should) .. (needs?|requires?|needed|required|necessary) .. <approval>
    (is|are|does|do|must|should) .. <approval> .. (needed|required|necessary)
    (do|does|must|should|has|have) .. (be|get) (approved|signed off|authori[sz]ed)
    <approval> (chain|path|needed|required)
    (approval|sign-?off) for
    approvers? (for|of)
    approver\W*$
    (can|could|may|is) (?!you )(\w+ ){1,3}(allowed to )?(approve|authori[sz]e|sign( off)?|ok|okay) \$?<number>
    <limits>
    (order|buy|get|have|take|spend|commit) .. (without|w/o) (asking|approval|permission|my boss|sign-?off|anybody'?s)
    """,
    unless=r"""
    vacation|holidays?|leave|trips?|travel|expenses?|invoices?|purchase orders?|contracts?|refunds?|headcount
    (order|request|ticket) \d+|#\d|my (order|request)|time ?sheets?
    (a|the|this|my|our) (\w+ )?(change|release)s?|access (to|rights?)|posts?|discounts?|shifts?
    """,
)
# Of several things that are asked under one name, which one it is.
NOTICE = turns(r"notice|how early|tell you|let you know|cancel\w*|terminat\w+|get out of|leave|quit|give up")
MINIMUM = turns(
    r"""
    min|minimum|min\.|shortest|initial|binding|fixed
    <bound>|commit\w*|keep|how (long|many)
    term|length|duration
    """
)
REPLY = turns(r"<reply>|response|reaction")
FIX = turns(r"<fix>|resolution")
WORKS = turns(r"availability|uptime|reliable|dependable|stable|how often")
LOST = turns(r"backups?|back(ed)? ?up|rpo|recovery point|<records>|<lost>(?!.{0,80}(per|an|each) hour)")
RECORDS = turns("^<records>$")
COST = turns(r"costs?|price|los(s|e|es|ing) .. per hour|per hour|an hour")
BACK = turns(r"(?<!backed )<back>|rto|mtd|recovery time|restor\w+|recover|<how_soon>|without|longest|max\w*")
OUTSIDE = turns(
    """
    ni(ght|te)s?|overnight|evenings?|weekends?|holidays?
    (after|out(side)?( of)?) (office |business |working |service |our |normal )?hours
    around the clock|24/7|24x7|day and night|any ?time|always
    """
)
UNTIL = turns(r"till (you|u|i|we|he|she|it|they|somebody|someone|sb|anybody|anyone)")  # no till in a store
WHICH = turns(r"(which|what) (\w+ ){0,2}(level|tier|plan)")
SHORTER = turns(r"(?<!no )(?<!not )(less|fewer|shorter|sooner|earlier|faster|quicker) than|under|below")
AT_MOST = turns(r"within|at most|up to|(no|not) (more|longer|later|slower) than")
LONGER = turns(
    r"(?<!no )(?<!not )(more|longer|later|slower) than|(no|not) (less|fewer|shorter) than|over|at least|exceed\w*"
)
YES_OR_NO = turns(r"^(and |so |hi |hey )*(is|are|do|does|can|could|will|would|should)")
# Of who says yes: whether anybody has to, whether it goes without, and whether somebody who is named has to.
NEEDED = _ways(
    r"""
    (needs?|requires?) (\w+ ){0,3}<approval>
    <approval> .. (needed|required|necessary|mandatory)
    (needed|required|necessary|mandatory) .. <approval>
    (be|get) (approved|signed off|authori[sz]ed)
    (anybody|anyone|somebody|someone) .. (approve|agree|ok|okay|sign|authori[sz]e)
    """,
    unless="<who>|which|how",
)
WITHOUT = _ways(
    r"(without|w/o) (\w+ )?(approval|permission|sign-?off|asking|anybody'?s|boss)",
    unless="how (much|many)|what|which",
)
OF_SOMEBODY = _ways(
    r"""
    (does|must|should|has|can|will|do) .. (approve|agree|ok|okay|sign|authori[sz]e)
    (approved|signed off|authori[sz]ed) by
    (?!any|some)\w+'s (<approval>|yes|ok|okay)
    <approval> (from|by)
    """,
    unless="<who>|which|how|anybody|anyone|somebody|someone|approve it|(i|we) .. (approve|agree|sign)",
)
# From which sum who decides, who asks may approve it themselves, a document is signed, and what is above a sum.
LIMITS = turns(
    """
    <limits>
    (how much|up to (what|which|how much)) .. (without|w/o)
    """
)
OF_ONESELF = turns(r"i .. (approve|authori[sz]e|ok|okay|sign) .. (own|myself)")
SIGNING = turns("^sign(s|ed|ing)?$")
ABOVE = turns(r"above|over|beyond|(more|higher) than|exceed\w*")
ROLES: Mapping[str, re.Pattern[str]] = {
    "budget_owner": turns(r"budget ?(owner|holder)s?|(holds?|owns?) (the|our|my) budget"),
    "lead": turns(r"head of it|it (head|lead|leader|manager)s?|cio|leads? it"),
    "head": turns(r"heads?(?! of it)"),
}
