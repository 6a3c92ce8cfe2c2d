"""Natives: bills in a provider's own format, known by their columns, so that we can ask for FOCUS instead."""

import re
from collections.abc import Set as AbstractSet

_SIGNS = re.compile(r"[\W_]+")
_MAKERS = (  # all of these columns, and none of another maker's before it
    ("OCI", ({"lineitemintervalusagestart"}, {"costmycost"})),
    ("AWS", ({"lineitemunblendedcost"}, {"lineitemusageamount", "lineitemlineitemtype"})),
    (
        "Azure",
        (
            {"metercategory", "costinbillingcurrency"},
            {"metercategory", "pretaxcost"},
            {"metercategory", "effectiveprice", "cost"},
            {"metercategory", "subscriptionid", "cost"},
        ),
    ),
    ("Google", ({"servicedescription", "skudescription"},)),
)


def simple(name: str) -> str:
    """Return a column's name without case, spaces and signs."""
    return _SIGNS.sub("", name.casefold())


def maker(said: AbstractSet[str]) -> str | None:
    """Return whose bill has these columns (simple names): "AWS", "OCI", "Azure", "Google", None: nobody's."""
    return next((name for name, signs in _MAKERS if any(sign <= said for sign in signs)), None)
