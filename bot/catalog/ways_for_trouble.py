"""What people say of trouble: what is broken or was handled badly, who cannot work, and how much it presses."""

from bot.catalog.turns_of_phrase import turns
from bot.catalog.turns_of_phrase import ways as _ways

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
