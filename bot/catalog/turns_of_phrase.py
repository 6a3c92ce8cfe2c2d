"""Turns of phrase: how the ways to ask are written, and read into patterns.

One turn a line, in lower case. `<name>` stands for a group of words below, `..` for whatever is between;
a line begins and ends at whole words, and one that ends in `|` goes on in the next.
"""

import re
from dataclasses import dataclass

from bot.catalog.dates import WEEKDAY_NAMES
from bot.catalog.numbers import COUNTS, NUMBER

_EDGE = r"\b"
_OPENS = re.compile(r"(?<!\\)\((?!\?)")  # a group; which part of it fits is of no interest
_GAP = ".{0,80}"  # bounded, so that no heap of words takes long to be read
_GROUPS = {
    "us": "our|my|we|us",
    "ordered": "orders?|requests?|tickets?|purchases?",
    "stands": "status|approved|arrived?|ready|done|delivered|coming|stand|yet|progress|happened",
    "news": "status|progress|update|news|happened|happening|far|when|cancel|show|list|see|track",
    "no": r"number |no\.? ?",
    "bill": "charges?|bills?|costs?|spend(ing)?|pay(ing|ments?)?|showback|chargeback",
    "funds": "budgets?|funding|funds|money|dollars?",
    "up": "up|more|higher|increased?|increasing|rise|rising|rose|risen|jump(ed)?|so (much|high|expensive)",
    "why": "why|how come|explain|reason|what (drove|made|caused|changed)",
    "outage": "outage|down|fail(s|ed|ure)?|blackout|disaster|crash(es|ed)?|dies|died|incident|power( cut)?|blacks? out",
    "restored": r"restor\w+|recover\w*|comes?|brought|brings?|gets?|back|fix(ed)?|repair(ed)?",
    "rests": "depend(s|ing)?|rel(y|ies|ying)|stand(s|ing)?|run(s|ning)?|builds?|built|based|rests?|hangs?|sit(s|ting)?",
    "talk": "talk|speak|ask|write|turn|contact|call|email|ping|chase",
    "surveys": "surveys?|offers?|suggestions?|spam|questions|messages|talks|conversations|digests?",
    "number": NUMBER,
    "count": f"an?|one|{NUMBER}",
    "buy": "order|buy|purchase|subscribe",
    "left": "left|remain|remaining|can we|space|time|leave|budget|money|funding",
    "promised": "open|opens|closed?|closes|up|available|reachable|running|staffed|manned|there|around|supported|"
    r"support|hours|covered(?! (by|for|in|under)\b)",
    "people": "you|we|i|it|they|people|somebody|someone|anyone|anybody",
    "we_all": "we|i|our|my|finance|us",
    "have": "have|got|hold|own|use|using|pay|paying|subscribed|on",
    "things": "licen[cs]es?|seats?|users?|accounts?|units?|laptops?|devices?|phones?|mailbox(es)?|tb|sites?|people",
    "our": "(my|our) ((unit|team|department)'?s? )?(monthly )?",
    "month": " (a|per|each|this|last) .*",
    "weekday": rf"({WEEKDAY_NAMES})(days?)?",
    "day": r"days?|weeks?|weekends?|year'?s?|today|tonight|tomorrow|tmrw|\d+(st|nd|rd|th)?|first|last|next|mornings?|"
    r"evenings?|nights?|afternoons?|holidays?|christmas|x-?mas|easter|thanksgiving|boxing day|black friday|"
    rf"({WEEKDAY_NAMES})(days?)?",
    "when": "at|on|in|to|for|from|until|till|til|after|before|over|during|around|by|between|again|late|early|all|"
    "every|now|yet|right",
    "asking": "is|are|will|do|does|can|could|may|when|what|which|who|how|until|if|and",
    "who": "who(m|se)?('s)?",
    "bound": r"bound|locked[ -]in|tied|committed",
    "how_soon": "how (fast|quick|quickly|soon|long|rapidly)",
    "there": "here|there|ready|delivered|set up",
    "reply": r"answer(s|ed|ing)?|repl(y|ies|ied|ying)|respond(s|ed|ing)?|react(s|ed|ing)?|gets? back",
    "fix": r"fix(es|ed|ing)?|repair(s|ed|ing)?|solv(e|es|ed|ing)|resolv(e|es|ed|ing)|sorted( out)?|"
    r"works? again|working again",
    "downtime": "downtime|outage|standstill|blackout|failure",
    "records": r"data|work|entries|entered|bookings?|booked|orders?|records?|changes|transactions?|sales",
    "lost": r"los(e|es|ing|s|t)|gone|missing|at risk",
    "back": r"back( up)?|up( again)?|restored|recovered|running( again)?|works? again|working again|available|usable",
    "approval": r"approval|permission|sign-?off|authori[sz]ation|consent",
    "limits": "(approval|permission|sign-?off|authori[sz]ation|consent|signing|signature) "
    "(limits?|levels?|authority)",
    "hours_more": rf"(an?|\d+|{'|'.join(COUNTS)}) (extra|more|additional|further) hours? "
    r".. (tonight|today|tomorrow|on|this|(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(days?)?)",
    "reachable": "open|available|there|reachable|staffed|promised",
}


@dataclass(frozen=True)
class Ways:
    """What asks for one thing, and what only sounds as if it did."""

    asks: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def fit(self, words: str) -> bool:
        """Tell whether words in lower case ask for it."""
        return bool(self.asks.search(words)) and not (self.unless and self.unless.search(words))


def turns(lines: str) -> re.Pattern[str]:
    """Read turns of phrase, one a line.

    Those that begin at a word's edge stand behind one: most places of a text are none, and are passed at once.
    """
    whole = re.sub(r"\|\n\s*", "|", lines.strip())
    read = [_OPENS.sub("(?:", _turn(line.strip())) for line in whole.splitlines()]
    at_an_edge = "|".join(turn.removeprefix(_EDGE) for turn in read if turn.startswith(_EDGE))
    anywhere = [turn for turn in read if not turn.startswith(_EDGE)]
    return re.compile("|".join([*([f"{_EDGE}(?:{at_an_edge})"] if at_an_edge else []), *anywhere]))


def _turn(line: str) -> str:
    words = re.sub(r"<(\w+)>", lambda found: f"({_GROUPS[found[1]]})", line)
    whole = re.sub(r" ?\.\. ?", rf"\\b{_GAP}\\b", words)
    return f"{_edge(whole[:1], '^#')}(?:{whole}){_edge(whole[-1:], '$#')}"


def _edge(sign: str, open_: str) -> str:
    """Return the edge of a word, but at a sign that is no part of one."""
    return "" if sign in open_ else _EDGE


def ways(asks: str, unless: str = "") -> Ways:
    """Read what asks for one thing, and what only sounds as if it did."""
    return Ways(turns(asks), turns(unless) if unless else None)
