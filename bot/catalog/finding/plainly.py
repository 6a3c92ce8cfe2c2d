"""What somebody asks, put plainly: without greeting and thanks around it, and with short forms written out."""

import re
from collections.abc import Callable

MOST = 8  # courtesies on one side of a question
LONGEST = 120  # characters of the end in which a closing is looked for
LEAST = 2  # words of a question; where fewer would be left it stays as it is

_OPENING = re.compile(
    r"""\s*(?:
      (?:hi+|hello|hey+|hiya|howdy|dear|greetings|good\ (?:morning|afternoon|evening|day))\b
        (?:\ (?:there|all|(?:it\ )?team|(?:it\ )?support|every(?:one|body)|folks|guys|colleagues|friends|again
          |(?:service|help)\ ?desk|it(?=[,.!:]))\b)*
    | (?:i['’]?m\ |i\ am\ )?(?:so\ |very\ )?(?:sorry|apologies)\ (?:to|for)\ (?:bother|disturb|interrupt)(?:ing)?\b
        (?:\ (?:you|u|again|all|guys|with\ this))*(?:,?\ but\b)?
    | (?:i\ )?hope\ (?:you|u|all|this|every(?:one|body))\b[^.!?,;\n]{0,40}[.!,;\n]
    | (?:just\ )?(?:a\ |one\ |another\ )?(?:quick|short|small|little|brief|silly|stupid|dumb)\ (?:one|question|q)\b
        (?:\ (?:about\ this|here|for\ (?:you|u|the\ team)))?(?=\s*[:,.–—-])
    | (?:excuse\ me|fyi|btw)\b(?=[\s,])
    | (?:so|well|ok|okay|um+|hm+|morning|afternoon)\b(?=\s*[,.:!–—-])
    | (?:i(?:\ was|['’]?m|\ am)\ |just\ )+wondering\b
    | (?:can|could|would|will)\ (?:you|u|any(?:one|body)|some(?:one|body))
        \ (?:please\ |pls\ |possibly\ |maybe\ |kindly\ )*tell\ (?:me|us)\b
    )[\s,.:;!–—-]*(?:\bif\b\ |\bwhether\b\ )?""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME = r"(?:[ ,\n]+[^\W\d_]+\.?){0,2}"
_CLOSING = re.compile(
    rf"""(?:^|(?<=[\s,.!?;:)–—-]))(?:
      (?:many\ |a\ million\ |so\ |big\ )?(?:thanks?|thank\ (?:you|u)|thx|tnx|ty|tia|cheers)\b
        (?:\ (?:a\ (?:lot|million|bunch|ton)|so\ much|very\ much|much|in\ advance|again|and|all|team|guys
          |every(?:one|body)|for\ (?:your|the|any|all)\ \w+))*
    | (?:(?:kind|best|warm)\ )?regards{_NAME}
    | (?<=[.!?\n]\ )(?:best(?:\ wishes)?|br|sincerely|yours){_NAME}
    )[\s,.!:;)–—-]*$""",
    re.IGNORECASE | re.VERBOSE,
)
CAPITALS = ("R", "U")  # may be names
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_SHORT = re.compile(r"\bw/o?(?=[\s,.]|$)|\b[A-Za-z]+\b")
SHORT = {
    "abt": "about",
    "acct": "account",
    "accts": "accounts",
    "addr": "address",
    "amt": "amount",
    "appt": "appointment",
    "bc": "because",
    "cuz": "because",
    "creds": "credentials",
    "cust": "customer",
    "dept": "department",
    "depts": "departments",
    "dunno": "do not know",
    "env": "environment",
    "gonna": "going to",
    "gotta": "have to",
    "hrs": "hours",
    "inv": "invoice",
    "mgr": "manager",
    "mins": "minutes",
    "msg": "message",
    "msgs": "messages",
    "mtg": "meeting",
    "mtgs": "meetings",
    "num": "number",
    "org": "organization",
    "perms": "permissions",
    "pics": "pictures",
    "ppl": "people",
    "proj": "project",
    "pw": "password",
    "pwd": "password",
    "qty": "quantity",
    "r": "are",
    "req": "request",
    "sb": "somebody",
    "smth": "something",
    "sth": "something",
    "sw": "software",
    "svc": "service",
    "thru": "through",
    "tmr": "tomorrow",
    "tmrw": "tomorrow",
    "txn": "transaction",
    "u": "you",
    "ur": "your",
    "cn": "can",
    "w/": "with",
    "w/o": "without",
    "wanna": "want to",
    "wat": "what",
    "wfh": "work from home",
    "wht": "what",
    "wich": "which",
    "wk": "week",
    "wks": "weeks",
    "xmas": "christmas",
    "yr": "year",
    "yrs": "years",
}


def bare(text: str) -> str:
    """Return a text without the courtesies around it; what is nothing else stays as it is."""
    left = text
    for _ in range(MOST):
        opening = _OPENING.match(left)
        shorter = left[opening.end() :] if opening else left
        end = max(len(shorter) - LONGEST, 0)
        shorter = (shorter[:end] + _CLOSING.sub("", shorter[end:], count=1)).strip()
        if shorter == left:
            break
        left = shorter
    return left if len(_WORD.findall(left)) >= LEAST else text


def written_out(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a text with short forms written out, but for words that are known for something else."""

    def write_out(found: re.Match[str]) -> str:
        short = found[0].lower()
        stays = short not in SHORT or is_known(short) or found[0] in CAPITALS
        return found[0] if stays else SHORT[short]

    return _SHORT.sub(write_out, text)
