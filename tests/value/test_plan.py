"""The page to print: everything of the plan is on it, on as few pages as are legible."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.catalog import Catalog
from bot.catalog.restoring import plan
from bot.render import Renderer
from bot.value import paper
from bot.value.plan import facts, table
from tests.catalog.outage import W8, catalog, service

DAY = date(2026, 11, 23)
NAMES = {"kim@tiny.example": "Kim Berg"}


def page(renderer: Renderer, stock: Catalog, peaks: Sequence[str] = ()) -> list[list[str]]:
    return renderer.rows("restoring/page", facts(stock, plan(stock, peaks=peaks), NAMES, DAY))


def pages(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-")
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_the_page_says_order_work_promises_and_people(renderer: Renderer) -> None:
    said = page(renderer, catalog(*W8))
    assert ["title", "Tiny: what comes back first"] in said
    assert ["lead", "8 services. All back after 7 h 30 min with one team, after 5 h at the earliest."] in said
    assert ["date", "From the catalog, 23 Nov 2026"] in said
    assert ["step", "NET", "Net", "–", "1:00", "1:00", "1:00", "–", "Team"] in said
    assert ["late", "ERP", "Erp", "DB IDM", "1:30", "5:00", "5:30", "4 h, 1 h late", "Team"] in said
    assert ["contact", "Kim Berg", "kim@tiny.example, Team"] in said
    assert ["note", "Cannot be kept, whoever helps: Erp (4 h promised, 5 h needed)."] in said


def test_the_page_says_what_is_not_known(renderer: Renderer) -> None:
    stock = catalog(
        service("NET", minutes=None, owner="new@tiny.example"),
        service("ERP", ["NET"], rank=1, rto=90),
        service("TV", kind="customer_facing"),
    )
    said = page(renderer, stock)
    assert ["step", "NET", "Net", "–", "?", "?", "?", "–", "Team"] in said
    assert [
        "step",
        "ERP",
        "Erp",
        "NET",
        "1:00",
        "1:00 +?",
        "1:00 +?",
        "1 h 30 min, not assessed",
        "Team",
    ] in said
    assert ["note", "Nobody has said how long it takes to bring back: Net."] in said
    assert ["note", "The business has not said how much it matters: Tv."] in said
    assert ["contact", "new@tiny.example", "Team (NET)"] in said


def test_of_two_who_speak_for_a_team_each_is_called_for_their_own(renderer: Renderer) -> None:
    first, second = "kim@tiny.example", "gil@tiny.example"
    stock = catalog(
        service("NET", owner=first, rank=1),
        service("ERP", owner=second, rank=2),
        service("TV", owner=second, rank=3),
    )
    said = page(renderer, stock)
    assert ["contact", "Kim Berg", "kim@tiny.example, Team (NET)"] in said
    assert ["contact", second, "Team (ERP, TV)"] in said


def test_the_page_says_for_whose_busy_time_it_is(renderer: Renderer) -> None:
    pay = service("PAY", rank=9, peaks="Payroll week", peak_rank=1)
    said = page(renderer, catalog(*W8, pay), ["PAY"])
    assert any("Planned for the busy time of Pay." in cell for row in said for cell in row)


def test_sixty_services_fit_on_one_page_and_more_go_on_a_second(
    renderer: Renderer, sample_catalog: Catalog
) -> None:
    def many(count: int) -> list[list[str]]:
        services = [service(f"{chr(65 + at // 26)}{chr(65 + at % 26)}", rank=at + 1) for at in range(count)]
        return page(renderer, catalog(*services))

    assert len(paper._sheets(page(renderer, sample_catalog))) == len(paper._sheets(many(60))) == 1
    assert pages(paper.draw(many(100), DAY)) == 2


def test_a_page_is_the_same_every_time_and_takes_any_name(renderer: Renderer) -> None:
    odd = catalog(service("ODD", name="$5 & <$x$> " * 9, rank=1), service("ANY"))
    assert paper.draw(page(renderer, odd), DAY) == paper.draw(page(renderer, odd), DAY)
    assert pages(paper.draw(page(renderer, catalog()), DAY)) == 1


def test_the_terminal_shows_the_same_words(renderer: Renderer) -> None:
    shown = table(page(renderer, catalog(*W8)))
    (line,) = [line for line in shown.splitlines() if line.startswith("ERP")]
    assert re.split(r"  +", line) == ["ERP", "Erp", "DB IDM", "1:30", "5:00", "5:30", "4 h, 1 h late", "Team"]
    assert "Phone" not in shown


@pytest.fixture
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_writes_the_page_or_shows_it(empty_folder: Path) -> None:
    written = CliRunner().invoke(cli, ["plan", "--out", "plan.pdf"])
    assert written.exit_code == 0, written.output
    assert "Written to plan.pdf" in written.stdout
    assert pages((empty_folder / "plan.pdf").read_bytes()) == 1
    shown = CliRunner().invoke(cli, ["plan", "--text"])
    assert "Calder Outdoor: what comes back first" in shown.stdout
    assert not (empty_folder / "restore-plan.pdf").exists()


def test_the_command_says_in_one_sentence_why_it_cannot_write(empty_folder: Path) -> None:
    ended = CliRunner().invoke(cli, ["plan", "--out", "nowhere/plan.pdf"])
    assert ended.exit_code == 2
    assert ended.stderr == "nowhere/plan.pdf cannot be written: No such file or directory.\n"


@pytest.fixture
def crowd(renderer: Renderer) -> list[list[str]]:
    """Return the page of 150 services, each of which has an owner of its own."""
    keys = ["".join(letters) for letters in product("ABCDEFGHIJKLM", repeat=2)][:150]
    many = [service(key, minutes=None, owner=f"{key.lower()}@tiny.example") for key in keys]
    return page(renderer, catalog(*many))


def test_more_people_than_a_page_holds_have_pages_of_their_own(crowd: list[list[str]]) -> None:
    sheets = paper._sheets(crowd)
    assert len(sheets) == 4
    assert sum(len(sheet.steps) for sheet in sheets) == sum(len(sheet.people) for sheet in sheets) == 150
    assert [sheet.is_last for sheet in sheets] == [False, False, False, True]


def test_as_many_pages_are_drawn(crowd: list[list[str]]) -> None:
    assert pages(paper.draw(crowd, DAY)) == len(paper._sheets(crowd))
