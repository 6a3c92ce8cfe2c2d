"""Ways to wish: the turns of phrase by which people say that something is wanted, broken, wrong, or in the way.

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
# A number that nothing can be ordered by, and a day that is past or in no calendar.
NO_QUANTITY = re.compile(r"(?:^|\s)(?:-\s?\d{1,7}|0+)(?![\w%:/.,-])")
NO_DAY = re.compile(
    r"\byesterday\b|\blast (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun)"
    r"|\b(?:3[01]|0?0)(?:st|nd|rd|th)?(?: of)? feb|\bfeb(?:ruary)? 3[01]\b|-02-3[01]\b"
    r"|\b31(?:st)?(?: of)? (?:apr|jun|sep|nov)|-(?:04|06|09|11)-31\b|-(?:1[3-9]|[2-9]\d)-\d\d\b"
)
COMPLAINT = _ways(
    r"""
    (raise|make|file|lodge|register|have) (a|another|my) (\w+ )?complaint
    without (a|an|any|one) (single )?(word|answer|reply|explanation|apology|call)
    the way .. (is|was) (poor|bad|terrible|awful|shameful|sloppy|useless|wrong|not right)
    promised .. (nothing|never|but|still not|did not|didn'?t|no one|nobody)
    (support|service|help|handling|treatment) (is|was|has been) (poor|bad|terrible|awful|useless|dreadful|lousy)
    (i|we|to|and) (must |have to |want to |would like to |need to )?complain(ing)? ?
    ^(a |my |formal |this is a )*complaint
    complaint (about|on|regarding|against|:)
    (i'?m|i am|we'?re|we are|am|are|is|was|really|very|not|so|quite|totally) (really |very |not |at all |
        so |quite |totally )*(unhappy|dissatisfied|disappointed|annoyed|angry|frustrated|fed up|furious|
        displeased|upset)
    (not|n't|never|hardly) (at all |really |very |so )*(happy|satisfied|pleased|amused|impressed) (with|
        about|how|by|that|at)
    disappointed|unacceptable|not acceptable|inacceptable|fed up|disgrace(ful)?|(is|was|what) a joke|
        ridiculous|not good enough|let down
    (was|is|were|been|so|very) (rude|unfriendly|impolite|unprofessional|arrogant)
    (nobody|no one|no-one|noone|none of you) (has |have |had |ever |even )*(called|call|calls|told|tells|
        answer(s|ed)?|repl(y|ies|ied)|responds?|responded|got back|gets back|came|comes|come|cares?|
        bothered|wrote|showed)
    (never|not|didn't|did not|hasn't|haven't) (ever |once |even )?(called|call|got|gotten|heard|came|come|
        repl(y|ied)|responded|answered) (me |us )?(back|anything|from)
    (been |am |are |still |we |i )waiting (now )?(for |since ).. (day|days|week|weeks|month|months|ages|
        forever)
    (the )?(third|fourth|fifth|second|3rd|4th|5th|umpteenth) time .. (promised|ask|asked|tell|told|wait|
        waited|broken|again|not|without)
    closed (but|although|though|without|and) .. (not|nothing|never|still|n't|without|fix)
    """,
    unless=r"""
    (customers?|clients?|suppliers?|shoppers?|callers?|guests?|visitors?|buyers?|patients?) .. (complain|
        complains|complained|unhappy|annoyed|angry|upset|not happy|disappointed|waiting)
    """,
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
    (need|want|get|have) .. (sooner|faster|quicker)
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
        her|their|one|two|three|four|five|six|ten|a|an|the|\d+|all|some|his) (?!order|request|ticket|
        appointment|meeting)
    (\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|some|few|many) (fewer|less)
    (fewer|less) (\w+ )?(licen[cs]es?|users?|seats?|accounts?|devices?|laptops?|phones?|people|tb)
    (no longer|don't|do not|won't|will not|not) need (\w+ ){0,3}(any ?more|any longer|licen[cs]es?|users?|
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
BROKEN = _ways(
    r"""
    (is|are|keeps?|just|only|been) (\w+ )?(hanging|looping|spinning|freezing|beeping|rebooting|restarting|
        silent|full|buffering|lagging|disconnecting)
    ^(?!(please|pls|take|turn|write|note|slow|go|shut|bring|put|scale|cut|break|keep|move|step|calm|boil|let|i|we|you|
        costs?|prices?)\b)(\w+ ){1,3}down(?=[,.;:!]|\W*$| (again|since|in|at|for|now|today|here|everywhere)\b)
    (logs?|throws?|kicks?|locks?) (me|us|everyone|people) out
    (don'?t|doesn'?t|do not|does not|won'?t|can'?t|cannot|never) (get|go|come) (through|in|out|up|on)
    access denied|denied access|timed? ?out|times out|timeout|refuses to|keeps (crashing|asking|failing|dropping)
    nothing (\w+ )?(comes?|booked|happens|works?|arrives?|prints?|saved|shows?|loads?|moves?)
    (is|are|was|were|went|goes|go|seems?|be|being|all|been|still|again|currently|totally|completely|but|
        keeps?) (\w+ )?(down|dead|offline|frozen|stuck|unreachable|blank|empty|gone|broken|slow|black|
        blocked|locked|jammed|unavailable|unusable)
    (not|un) ?(reachable|responding|working|loading|available|starting|connecting|accessible)
    (won't|wont|will not|doesn't|doesnt|does not|don't|dont|do not|didn't|isn't|isnt|is not|aren't|are not|
        wouldn't) (\w+ )?(work|working|start|starting|open|opening|load|loading|print|printing|connect|
        connecting|respond|turn on|boot|charge|charging|come on|go on|do anything|let me|let us|function|
        show|sync|save|ring|accept)
    (can't|cant|cannot|can not|couldn't|unable to|not able to) (\w+ )?(log|login|sign|open|start|print|
        connect|access|reach|see|use|work|find|send|receive|book|pay|ship|sell|scan|save|hear|get in|
        get into|call|load|download|upload|enter|anything)
    (nobody|no one|no-one|none of us) (\w+ ){0,4}can
    (we|i|they|customers|callers|you|people) (\w+ )?(hear|see|get) nothing
    (crash|crashes|crashed|crashing|freezes|froze|freezing|hangs|jammed|jams|died|flickers?|flickering|
        failing|fails|failed|broke|breaks)
    (stopped|ceased) (working|printing|responding|loading)?
    quit (working|printing|responding|loading|on (me|us))|(has|just|suddenly) (stopped|quit)
    (has|have|got|there's|there is|with) no (\w+ )?(network|signal|connection|internet|sound|power|picture|
        access)
    lost (access|connection|signal|my|our|the|power)
    (outage|errors?|error message|out of order|broken|dead|stuck|frozen|locked out|offline)
    (shows?|showing|displays?) (\w+ )?(wrong|yesterday'?s|old|outdated|strange|only zeros|nothing)
    (so|too|very|super|extremely|terribly|painfully) (\w+ )?slow
    (internet|network|power|signal|connection|wifi|line) (is |was |went )?(gone|out|off)
    """,
    unless=r"""
    (can|could|would|will|do) you (repair|fix)
    no longer need
    """,
)
ORDER = _ways(
    r"""
    (requesting|request|arrange|put (me|us|my team) down for|sort out|bump (me|us|my team|our team) up)
    (i'?m|we'?re|i am|we are) (after|looking for|in need of|short of|missing) (a|an|another|some|more|\d+|
        two|three)
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
    (get|give|send|order|bring) (me|us|him|her|them) (a|an|another|one|some|more|\d)
    (am|are|is|'re|'m) (hiring|onboarding|ordering)
    new (starter|hire|joiner|colleague|employee|intern) .. (starts?|starting|on|needs?|joins?|from|tomorrow|
        monday)
    ^(a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) (\w+ )?(more|extra|additional|
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
COUNTED = turns(r"^(a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) [a-z]+|^\d+[kmgt]b\b")
POLITE = turns(r"please|pls|plz|asap|needed")

FOR_ALL = turns(
    r"""
    everyone|everybody|company.?wide|the whole company|the entire company|whole company
    all (the |our )?(customers|users|stores|sites|tills|shoppers|callers|people|staff|colleagues)
    nobody can|no one can|no-one can|nobody is able
    """
)
FOR_TEAM = turns(
    r"""
    (the |my |our )?(whole|entire|complete) (team|department|store|office|unit|shift|warehouse|floor|group|
        site)
    (my|our|the) team (is|can't|cannot|has|affected|stands|waits)
    (nobody|no one|no-one|none|everyone|everybody|all) (in|of|at) (\w+ )?(us|finance|marketing|team|store|
        office|department|stores|warehouse|people|hr|sales|shop|my|our)
    all of us|we are all|we're all|we all|us all
    """
)
FOR_ME = turns(
    r"""
    (only|just) (me|mine|my|i)
    my (own )?(\w+ )?(laptop|phone|screen|computer|pc|mac|macbook|mail|outlook|account|device|tablet|
        headset|keyboard|mouse|password|notebook|user|mailbox|calendar)
    i (can't|cannot|can not|get|got|am|have|see|keep)
    me
    """
)
CAN_WAIT = turns(
    r"""
    (can|could|may) wait
    not (that |so |very |really )?urgent
    no (hurry|rush|stress)
    (when|whenever) (you|somebody|someone) .. (time|minute|can)
    low priority|not a big deal|no big deal
    """
)
STOPPED = turns(
    r"""
    urgent|urgently|emergency|immediately|critical|right now|work has stopped|standstill|stands? (around|
        still)|standing (around|still)
    (is|are|all|went|completely|totally) (\w+ )?(down|dead|stopped|offline|out)
    (stopped|at a stop|no sales|losing (money|sales|customers))
    (can't|cannot|can not|cant) (\w+ )?(work|ship|sell|do anything|pay|take payments|scan|bill)
    (nobody|no one|no-one) (\w+ ){0,3}can
    for (all|every) (customers?|users?|stores?)
    (all|are) stuck
    """
)
SLOWED = turns(r"slow|slowly|takes (ages|forever|long|minutes)|sluggish|laggy|sometimes|now and then")

ORDER_NUMBER = re.compile(
    r"#\s?(\d{1,9})\b|\b(?:order|request|ticket|case|incident|number|no\.)\s+(?:number\s+|no\.?\s*|nr\.?\s*)?"
    r"(\d{1,9})\b(?=\W*$|\s*[,.;:?!)-]|\s+(?:was|were|is|can|could|cannot|has|had|have|did|does|be|been|please|pls|"
    r"faster|sooner|earlier|quicker|yet|now|and|to|before|by|until|so|still|not|never|got|went|took|handled|closed|i|"
    r"we|it|they|the|this|that|quickly|asap|today|tomorrow|again|from|because|as|at|on|in|with|or|but|done|up|for|my|"
    r"our|will|won|isn|wasn|doesn|hasn)\b)"
)
FOR_WHOM = re.compile(
    r"@(?P<mention>[UW][A-Z0-9]{2,})\b|@(?P<handle>[a-z][\w.-]*)"
    r"|\b(?:[Ff]or|[Aa]dd|[Cc]olleague|[Ss]tarter|[Hh]ire|[Ee]mployee|[Ii]ntern|[Tt]emp)\s+"
    r"(?:(?:my|our|the|new|a|young|old|next)\s+)*(?:(?:colleague|starter|hire|employee|intern|temp|boss|teammate)\s+)?"
    r"(?P<name>[A-Z][a-zé'-]+)\b"
)
FOR_KNOWN = re.compile(
    r"\b(?:for|add|colleague)\s+(?!(?:a|all|an|any|each|my|our|some|that|the|this|us|your)\b)([a-z]+)\b"
)
