"""Templates: an empty file of a kind, with the columns we read and two rows that show how."""

import csv
from io import StringIO

from bot.cost.capture.listing import KINDS
from bot.cost.capture.trouble import Unreadable


def template(kind: str) -> str:
    """Return the CSV to start from. Raises Unreadable for a kind that there is not."""
    if kind not in KINDS:
        raise Unreadable("no_kind", kind=kind, kinds=[*KINDS])
    out = StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    columns = KINDS[kind].columns
    sheet.writerow([KINDS[kind].said(each.name) for each in columns])
    sheet.writerows(zip(*(each.examples for each in columns), strict=True))
    return out.getvalue()
