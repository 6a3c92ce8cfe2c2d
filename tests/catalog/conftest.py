"""A tiny catalog on disk that a test may spoil, and the sample company's."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.catalog import Catalog, CatalogMistakes, Mistake, load

SAMPLE = Path(__file__).resolve().parents[2] / "catalog_data"
TODAY = date(2026, 11, 23)

COMPANY = """\
name: Tiny
currency: USD
zone: America/Denver
fiscal_year_starts: 7
leads: [dee@tiny.example]
help_channel: "#help"
holidays:
  - 2026-12-25
units:
  CC-1:
    name: Finance
    kind: corporate
    head: bo@tiny.example
    budget_owner: bo@tiny.example
    channel: "#finance"
    members: [bo@tiny.example, cal@tiny.example]
    headcount: 2
    funding:
      2027: 5000
    plan:
      ERP.Standard: 2
  CC-9:
    name: IT
    kind: it_provider
    head: dee@tiny.example
    budget_owner: dee@tiny.example
    channel: "#it"
    members: [dee@tiny.example]
    headcount: 1
    funding: {}
    plan: {}
"""

ERP = """\
key: ERP
name: Orders and finance
kind: customer_facing
stage: live
boundary: enterprise
outcome: Books are closed in time.
does: Keeps the books.
how: By the hours below.
owner: dee@tiny.example
owner_role: Lead
team: Applications
team_channel: "#erp"
next_review: 2027-03-01
unit: user
units: users
words: [finance system]
measures: [Day of closing]
tiers:
  - name: Standard
    hours: Mo-Fr 07-19
    availability: 99.5
    response_minutes: 60
    resolve_minutes: 480
    price: 165
    included: Books.
  - name: Plus
    hours: 24x7
    price: 205.50
    resolve_minutes: 60
    included: More.
depends_on:
  - {service: NET, share: 1}
impact:
  rank: 1
  level: 1
  loss_per_hour: 100
  rto_minutes: 240
  rpo_minutes: 0
  mtd_minutes: 480
  assessed_by: bo@tiny.example
  reviewed_on: 2026-08-01
faqs:
  - question: How do I post an entry?
    phrasings: [enter a booking, write to the ledger, book an amount]
    answer: Choose Post.
    verified_on: 2026-09-01
  - question: Who closes the books?
    phrasings: [month end, year end, closing]
    answer: Finance does.
    verified_on: 2026-09-01
  - question: May I see the ledger?
    phrasings: [read access, look at accounts, view entries]
    answer: Ask for it here.
    verified_on: 2026-09-01
"""

NET = """\
key: NET
name: Network
kind: supporting
stage: live
boundary: it
outcome: Systems reach one another.
owner: dee@tiny.example
owner_role: Lead
team: Network
team_channel: "#net"
"""

GENERAL = """\
faqs:
  - question: Whom do I talk to?
    phrasings: [a human, somebody, contact]
    answer: Us.
    verified_on: 2026-09-01
"""


AGREED = "    agreed_by: cal@tiny.example\n    agreed_on: 2026-08-01\n"
FINISHED = (
    ERP.replace("    included: Books.\n", f"    included: Books.\n{AGREED}")
    .replace("    included: More.\n", f"    included: More.\n{AGREED}")
    .replace("impact:\n", "processes: [Closing the books]\nimpact:\n")
)


def another(text: str, key: str, name: str) -> str:
    """Return a service's file as that of another one: nothing in it is called or asked alike."""
    text = (
        text.replace("key: ERP", f"key: {key}").replace("Orders and finance", name).replace(", share: 1", "")
    )
    text = re.sub(r"(question: .*)\?", rf"\1 in {name}?", text)
    return re.sub(
        r"(phrasings: )\[(.*)\]",
        lambda found: found[1] + f"[{found[2].replace(',', f' in {key},')} in {key}]",
        text,
    )


class Folder:
    """A catalog on disk: change a file's text, then load it or read what is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in {
            "company.yaml": COMPANY,
            "general.yaml": GENERAL,
            "services/erp.yaml": ERP,
            "services/net.yaml": NET,
        }.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> int:
        """Change the first occurrence and return its line."""
        text = (self.path / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def load(self, on: date = TODAY) -> Catalog:
        return load(self.path, on=on)

    def mistakes(self) -> list[Mistake]:
        with pytest.raises(CatalogMistakes) as caught:
            load(self.path, on=TODAY)
        return caught.value.mistakes


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def finished(folder: Folder) -> Folder:
    """Write the tiny catalog with nothing left to wish for."""
    folder.write("services/erp.yaml", FINISHED)
    return folder


@pytest.fixture(scope="session")
def sample() -> Catalog:
    return load(SAMPLE, on=TODAY)
