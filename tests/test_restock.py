"""The catalog is read again while the bot runs: in one step, without a restart, and never a broken one."""

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from bot import clock, serve
from bot.catalog import history, load, restoring, unannounced
from bot.catalog.history import CatalogChange
from bot.catalog.troubles import Trouble
from bot.cost.subscriptions import Subscription
from bot.delivery.schedules import Schedule
from bot.desk import Desk, Shelf
from bot.money import Money
from bot.process import cards, orders, working
from bot.serve import stocking
from bot.serve.roles import Clock
from bot.serve.stocking import Watch
from bot.settings import HOUSE
from bot.value import against, effects
from tests.office import Office

pytestmark = pytest.mark.usefixtures("by_words_only")


class Files:
    """A copy of the sample's files that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(HOUSE / "catalog_data", folder)

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "catalog")


def over(desk: Desk, files: Files) -> Desk:
    """Return the same desk, reading those files."""
    return replace(desk, settings=desk.settings.model_copy(update={"catalog": files.folder}))


@pytest.fixture
def desk(office: Office, files: Files) -> Desk:
    return over(office.desk, files)


def changes(desk: Desk) -> list[CatalogChange]:
    with desk.read() as session:
        return list(session.exec(select(CatalogChange).order_by(sa.text("id"))))


def test_files_that_say_the_same_leave_the_stock_where_it_is(desk: Desk, files: Files) -> None:
    stock = desk.shelf.stock
    assert not serve.restock(desk)
    files.change("services/erp.yaml", "key: ERP", "# only a remark\nkey: ERP")
    assert not serve.restock(desk)
    assert desk.shelf.stock is stock


def test_a_new_price_is_answered_at_once(office: Office, desk: Desk, files: Files) -> None:
    files.change("services/erp.yaml", "price: 165", "price: 170")
    assert serve.restock(desk)
    office.ana.dm("what does ERP cost?")
    assert "$170.00" in office.ana.last().all_text
    assert "34 named users on Standard today, $5,780.00 a month" in office.ana.last()


def test_a_request_ends_with_the_catalog_it_began_with(desk: Desk, files: Files) -> None:
    under_way = desk.visited("a delivery")
    files.change("services/erp.yaml", "price: 165", "price: 170")
    serve.restock(desk)
    assert under_way.catalog.tier("ERP", "Standard").price == Money.of(165, "USD")
    assert under_way.finder is not desk.finder
    assert desk.catalog.tier("ERP", "Standard").price == Money.of(170, "USD")


def test_whoever_looks_while_it_is_swapped_finds_one_whole_catalog(desk: Desk, files: Files) -> None:
    """Catalog and finder change together: never the one of today with the other of yesterday."""
    stocks = [desk.shelf.stock]
    seen: set[tuple[int, int]] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.001):
            under_way = desk.visited("a delivery")
            seen.add((id(under_way.catalog), id(under_way.finder)))

    with ThreadPoolExecutor(4) as readers:
        for _ in range(4):
            readers.submit(look)
        try:
            for price in (166, 167, 168):
                files.change("services/erp.yaml", f"price: {price - 1}", f"price: {price}")
                assert serve.restock(desk)
                stocks.append(desk.shelf.stock)
        finally:
            over.set()
    assert seen
    assert seen <= {(id(stock.catalog), id(stock.finder)) for stock in stocks}


def test_a_bad_file_leaves_the_catalog_and_dee_hears_what_to_mend(
    office: Office, desk: Desk, files: Files
) -> None:
    files.change("services/erp.yaml", "price: 165", "prise: 165")
    stock = desk.shelf.stock
    assert not serve.restock(desk)
    office.sender.run_once()

    assert desk.shelf.stock is stock
    told = office.dee.last().all_text
    assert "1 to mend in the catalog's files." in told
    assert "services/erp.yaml:" in told
    assert "`prise` is not known here." in told
    assert "Did you mean `price`?" in told
    office.ana.dm("what does ERP cost?")
    assert "$165.00" in office.ana.last().all_text


def test_a_file_that_got_another_name_does_not_take_its_service_away(
    office: Office, desk: Desk, files: Files
) -> None:
    (files.folder / "services/fax.yaml").rename(files.folder / "services/fax.yml")
    watch = Watch(desk, serve.prepare, seconds=600)
    assert not watch.look()
    office.sender.run_once()
    assert "FAX" in desk.catalog.services
    assert "services/fax.yml" in office.dee.last().all_text
    assert "Rename it to fax.yaml." in office.dee.last().all_text

    (files.folder / "services/fax.yml").unlink()
    watch.look()
    watch.stop()
    office.sender.run_once()
    assert "FAX" not in desk.catalog.services
    assert "The catalog is mended." in office.dee.last().all_text


def test_one_message_for_each_trouble_edited_until_it_is_mended(
    office: Office, desk: Desk, files: Files
) -> None:
    def look() -> None:
        serve.restock(desk)
        office.sender.run_once()

    before = len(office.dee.sees("bot"))
    files.change("services/erp.yaml", "stage: live", "stage: life")
    look()
    look()
    assert len(office.dee.sees("bot")) == before + 1
    files.change("services/net.yaml", "kind: supporting", "kind: suporting")
    look()
    assert len(office.dee.sees("bot")) == before + 1
    assert "`suporting`" in office.dee.last().all_text

    files.change("services/erp.yaml", "stage: life", "stage: live")
    files.change("services/net.yaml", "kind: suporting", "kind: supporting")
    look()
    assert len(office.dee.sees("bot")) == before + 2, "nobody is notified of an edit"
    assert "This is mended" in office.dee.sees("bot")[before].all_text
    assert "The catalog is mended." in office.dee.last().all_text
    assert "Nothing changed in what customers pay or get" in office.dee.last().all_text

    files.change("services/erp.yaml", "stage: live", "stage: life")
    look()
    assert len(office.dee.sees("bot")) == before + 3, "another trouble is another message"


def test_several_processes_tell_once_and_keep_each_change_once(
    office: Office, desk: Desk, files: Files
) -> None:
    processes = [replace(desk, shelf=Shelf(desk.shelf.stock)) for _ in range(3)]
    before = len(office.dee.sees("bot"))

    def all_look() -> list[bool]:
        with ThreadPoolExecutor(3) as looking:
            return list(looking.map(serve.restock, processes))

    files.change("services/erp.yaml", "stage: live", "stage: life")
    assert all_look() == [False] * 3
    office.sender.run_once()
    assert len(office.dee.sees("bot")) == before + 1

    files.change("services/erp.yaml", "stage: life", "stage: live")
    files.change("services/erp.yaml", "price: 165", "price: 170")
    assert all_look() == [True] * 3
    assert {one.catalog.tier("ERP", "Standard").price.minor for one in processes} == {17000}
    assert [(each.service, each.what, each.about) for each in changes(desk)] == [("ERP", "price", "Standard")]
    with desk.read() as session:
        assert [each.is_open for each in session.exec(select(Trouble))] == [None]


def test_a_new_unit_has_its_plan_and_a_new_owner_a_digest(desk: Desk, files: Files) -> None:
    serve.prepare(desk)
    files.change(
        "company.yaml",
        "  CC-600:\n",
        "  CC-700:\n    name: Legal\n    kind: corporate\n    head: zoe@calder.example\n"
        '    budget_owner: zoe@calder.example\n    channel: "#legal"\n    members: [zoe@calder.example]\n'
        "    headcount: 1\n    funding: {2027: 5000}\n    plan:\n      ERP.Standard: 2\n\n  CC-600:\n",
    )
    files.change("services/adv.yaml", "owner: dee@calder.example", "owner: zoe@calder.example")
    watch = Watch(desk, serve.prepare, seconds=600)
    try:
        assert watch.look()
        assert not watch.look()
    finally:
        watch.stop()
    with desk.read() as session:
        held = session.exec(select(Subscription).where(Subscription.unit == "CC-700")).all()
        assert [(each.service, each.quantity) for each in held] == [("ERP", 2)]
        owners = {
            one.facts.get("owner") for one in session.exec(select(Schedule)) if one.name == "digest.post"
        }
    assert "zoe@calder.example" in owners


def test_a_price_comes_into_force_on_its_day(office: Office, desk: Desk, files: Files) -> None:
    files.change(
        "services/erp.yaml",
        "    price: 165\n",
        "    prices:\n      - {price: 165}\n      - {price: 172, from: 2026-12-01}\n",
    )
    watch = Watch(desk, serve.prepare, seconds=600)
    try:
        watch.look()
        assert desk.catalog.tier("ERP", "Standard").price == Money.of(165, "USD")
        assert [each.what for each in changes(desk)] == ["announced"]
        office.frozen.tick(timedelta(days=8))
        assert watch.look()
    finally:
        watch.stop()
    assert clock.today("America/Denver").isoformat() == "2026-12-01"
    assert desk.catalog.tier("ERP", "Standard").price == Money.of(172, "USD")
    assert changes(desk)[-1].said["after"] == Money.of(172, "USD")


def test_the_watch_looks_by_itself_and_outlives_trouble(
    desk: Desk, files: Files, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, broken = history.record, threading.Event()

    def away(*args: object, **more: object) -> list[CatalogChange]:
        if not broken.is_set():
            broken.set()
            raise sa.exc.OperationalError("INSERT", {}, Exception("connection refused"))
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(history, "record", away)
    watch = Watch(desk, serve.prepare, seconds=0.01)
    try:
        files.change("services/erp.yaml", "price: 165", "price: 170")
        until(lambda: desk.catalog.tier("ERP", "Standard").price.minor == 17000 and bool(changes(desk)))
    finally:
        watch.stop()
    assert broken.is_set()
    assert "was not read again" in caplog.text


def until(look: Callable[[], bool], looks: int = 2000) -> None:
    pause = threading.Event()
    assert any(look() or pause.wait(0.01) for _ in range(looks))


def test_the_clock_asks_about_new_channels_at_once(
    desk: Desk, files: Files, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apscheduler.schedulers.background.BackgroundScheduler.start", lambda _: None)
    role = Clock(desk)
    waiting = len(role._ticker.get_jobs())
    role.tick()
    assert len(role._ticker.get_jobs()) == waiting
    files.change("services/erp.yaml", '"#erp-team"', '"#it-leads"')
    serve.restock(desk)
    role.tick()
    assert len(role._ticker.get_jobs()) == waiting + 2


def look(office: Office, desk: Desk) -> None:
    serve.restock(desk)
    office.sender.run_once()


def test_the_owner_hears_of_the_mistakes_in_their_own_files_only(
    office: Office, desk: Desk, files: Files
) -> None:
    """Cy owns ERP, Ivy the shop."""
    files.change("services/erp.yaml", "stage: live", "stage: life")
    files.change("services/web.yaml", "stage: live", "stage: lief")
    look(office, desk)
    assert "1 to mend in the files of your services." in office.cy.last().all_text
    assert "`life`" in office.cy.last().all_text
    assert "`lief`" not in office.cy.last().all_text
    assert "2 to mend in the catalog's files." in office.dee.last().all_text
    assert office.bo.sees("bot") == []

    heard = len(office.cy.sees("bot"))
    files.change("services/erp.yaml", "stage: life", "stage: live")
    look(office, desk)
    assert "Nothing is left to mend in your files." in office.cy.last().all_text
    assert len(office.cy.sees("bot")) == heard

    files.change("services/web.yaml", "stage: lief", "stage: live")
    files.change("services/erp.yaml", "price: 165", "price: 171")
    look(office, desk)
    for person in (office.cy, office.dee):
        assert "The catalog is mended." in person.last().all_text
        assert "Standard is $171.00 now (was $165.00)" in person.last().all_text
    assert "Nothing changed in what customers pay or get" in office.workspace.person("ivy").last().all_text


def test_a_price_that_no_day_announced_is_told_to_the_lead_and_the_owner(
    office: Office, desk: Desk, files: Files
) -> None:
    files.change("services/erp.yaml", "price: 165", "price: 171")
    look(office, desk)
    with desk.read() as session:
        rows = session.exec(select(Subscription).where(Subscription.service == "ERP")).all()
    having = [row for row in rows if row.tier == "Standard"]
    seats = sum(row.quantity for row in having)
    for person in (office.cy, office.dee):
        told = person.last().all_text
        assert "1 change in what customers pay or get, and no day was told before" in told
        assert "Orders and finance: Standard is $171.00 now (was $165.00)" in told.replace("*", "")
        assert f"have {seats} named users" in told
        assert f"{len({row.unit for row in having})} units with " in told
        assert f"+${6 * seats:,}.00 a month" in told
        assert "write the new one under `prices`, with its day as `from`" in told
    assert office.workspace.person("gil").sees("bot") == []
    assert office.bo.sees("bot") == []


def test_what_changes_soon_after_is_added_and_what_is_taken_back_is_gone(
    office: Office, desk: Desk, files: Files
) -> None:
    files.change("services/erp.yaml", "price: 165", "price: 171")
    look(office, desk)
    heard = len(office.dee.sees("bot"))
    office.later(timedelta(minutes=5))
    files.change("services/erp.yaml", "price: 171", "price: 12_000")
    files.change("services/erp.yaml", "availability: 99.5", "availability: 90")
    look(office, desk)
    assert len(office.dee.sees("bot")) == heard
    told = office.dee.last().all_text
    assert "Standard is $12,000.00 now (was $165.00)" in told
    assert "works 90" in told
    assert "2 changes" in told

    office.later(timedelta(minutes=5))
    files.change("services/erp.yaml", "price: 12_000", "price: 165")
    files.change("services/erp.yaml", "availability: 90", "availability: 99.5")
    look(office, desk)
    assert len(office.dee.sees("bot")) == heard
    assert "What customers pay or get is as it was before" in office.dee.last().all_text
    assert "as it was before" in office.cy.last().all_text

    office.later(timedelta(minutes=16))
    files.change("services/erp.yaml", "price: 165", "price: 166")
    look(office, desk)
    assert len(office.dee.sees("bot")) == heard + 1
    assert "now (was $165.00)" in office.dee.last().all_text


def test_what_was_told_before_or_does_not_hurt_is_no_news_to_who_leads_it(
    office: Office, desk: Desk, files: Files
) -> None:
    files.change(
        "services/erp.yaml",
        "    price: 165\n",
        "    prices:\n      - {price: 165}\n      - {price: 172, from: 2026-12-01}\n",
    )
    look(office, desk)
    office.frozen.tick(timedelta(days=8))
    look(office, desk)
    assert desk.catalog.tier("ERP", "Standard").price == Money.of(172, "USD")
    assert [each.what for each in changes(desk)] == ["announced", "price"]
    files.change("services/erp.yaml", "availability: 99.5", "availability: 99.6")
    look(office, desk)
    assert not any("customers pay or get" in each.all_text for each in office.dee.sees("bot"))


def test_a_price_that_comes_before_the_day_it_was_told_for_is_news(
    office: Office, desk: Desk, files: Files
) -> None:
    prices = "    prices:\n      - {price: 165}\n      - {price: 172, from: 2026-12-01}\n"
    files.change("services/erp.yaml", "    price: 165\n", prices)
    look(office, desk)
    files.change("services/erp.yaml", prices, "    price: 172\n")
    look(office, desk)
    assert "Standard is $172.00 now (was $165.00)" in office.dee.last().all_text


def test_a_service_whose_file_is_gone_is_told_of(office: Office, desk: Desk, files: Files) -> None:
    file = files.folder / "services" / "rts.yaml"
    away = file.rename(files.folder.parent / "rts.yaml")
    look(office, desk)
    told = office.dee.last().all_text
    assert "is no longer in the catalog. No unit has it." in told
    assert "Put `services/rts.yaml` back" in told
    heard = len(office.dee.sees("bot"))
    away.rename(file)
    look(office, desk)
    assert len(office.dee.sees("bot")) == heard
    assert "as it was before" in office.dee.last().all_text


VOX = """
key: VOX
name: Voice recorder
kind: customer_facing
stage: live
stage_from: 2026-09-01
boundary: enterprise
outcome: Suppliers are paid on the day they should be.
does: Checks and sends payments.
how: On working days.
owner: cy@calder.example
owner_role: Business applications lead
team: Business applications
team_channel: "#erp-team"
unit: recorder
units: recorders
restore_minutes: 30
next_review: 2027-06-15
tiers:
  - {name: Standard, hours: Mo-Fr 08-18, price: 12, included: All payments.}
"""


@pytest.fixture
def vox(office: Office, desk: Desk, files: Files) -> Path:
    """Return the file of a service that Finance has 2 of, and of which Ana wants 3 more."""
    file = files.folder / "services/vox.yaml"
    file.write_text(VOX, "utf-8")
    look(office, desk)
    for count in ("2", "3"):
        office.ana.command("/it order VOX")
        office.ana.fills({"How many recorders?": count})
        assert office.ana.submits() == {}
        if count == "2":
            office.bo.clicks("Approve")
            office.cy.clicks("Done")
    assert "Approve" in office.bo.last().buttons
    office.later(timedelta(minutes=20))  # what follows is news of its own
    return file


def test_of_a_service_that_vanished_leads_hear_what_waits_and_who_has_it(
    office: Office, desk: Desk, files: Files, vox: Path
) -> None:
    away = vox.rename(files.folder.parent / "vox.yaml")
    look(office, desk)
    told = office.dee.last()
    said = told.all_text.replace("*", "")
    assert "1 change in what customers pay or get" in said
    assert "Voice recorder: is no longer in the catalog. 1 order waits for it: Finance." in said
    people = desk.catalog.company.units["CC-500"].headcount
    assert f"1 unit with {people} people has 2 of it: Finance." in said
    assert "Put `services/vox.yaml` back" in said
    assert "End what waits…" in told.buttons
    assert "End what waits…" in office.cy.last().buttons
    assert "Approve" not in office.bo.last().buttons
    assert "Voice recorder is no longer in the catalog" in office.bo.last()
    home = office.ana.opens_home()
    assert home is not None
    assert "Voice recorder* · 2 units on Standard · $24 a month · *no longer in the catalog*" in home

    office.dee.clicks("End what waits…", on=told)
    office.dee.fills({"What helps instead?": "Send the list until May."})
    assert office.dee.submits() == {}
    assert "Send the list until May." in office.ana.last()
    office.dee.clicks("End what waits…", on=told)
    assert office.dee.view is not None
    assert "Nothing waits for it any more." in office.dee.view

    away.rename(vox)
    look(office, desk)
    assert "as it was before" in office.dee.last()


def test_what_was_delivered_and_is_open_again_keeps_nothing_else_from_ending(
    office: Office, desk: Desk, vox: Path
) -> None:
    """It runs: its team mends it and says so, and the news counts and ends only what was never delivered."""
    with desk.session() as session:
        running, waiting = reversed(orders.of(session, office.ana.id))
        working.object_to(session, running.number, by=office.ana.id, now=clock.now())
    vox.unlink()
    look(office, desk)
    told = office.dee.last()
    assert "1 order waits for it: Finance." in told.all_text.replace("*", "")
    with desk.session() as session:
        cards.show(session, desk.catalog, orders.find(session, running.number), clock.now())
    office.sender.run_once()
    card = next(each for each in office.cy.sees("#erp-team") if f"umber {running.number}" in each.all_text)
    assert "does not work yet" in card
    assert "no longer in the catalog" not in card
    assert "End it…" not in card.buttons

    office.dee.clicks("End what waits…", on=told)
    office.dee.fills({"What helps instead?": "Send the list until May."})
    assert office.dee.submits() == {}
    office.cy.clicks("Done", on=card)
    with desk.read() as session:
        states = {each.number: each.state for each in orders.of(session, office.ana.id)}
    assert states == {running.number: "done", waiting.number: "declined"}


def test_an_order_goes_on_as_soon_as_its_file_is_back(
    office: Office, desk: Desk, files: Files, vox: Path
) -> None:
    away = vox.rename(files.folder.parent / "vox.yaml")
    look(office, desk)
    assert "Approve" not in office.bo.last().buttons
    away.rename(vox)
    look(office, desk)
    assert "Approve" in office.bo.last().buttons


def test_what_is_gone_keeps_its_name_over_a_restart(
    office: Office, desk: Desk, files: Files, vox: Path
) -> None:
    vox.unlink()
    restarted = replace(desk, shelf=Shelf(replace(desk.shelf.stock, catalog=load(files.folder))))
    assert restarted.catalog.name_of("VOX") == "VOX"
    stocking.take_additions(restarted)
    assert restarted.catalog.name_of("VOX") == "Voice recorder", "as the last reading had it"
    look(office, desk)
    again = replace(desk, shelf=Shelf(replace(desk.shelf.stock, catalog=load(files.folder))))
    stocking.take_additions(again)
    assert again.catalog.name_of("VOX") == "Voice recorder", "as the news has it"
    assert again.catalog.name_of("ERP") == "Orders and finance"
    assert again.catalog.name_of("NIX") == "NIX"
    assert again.catalog.name_of(None) is None


def test_who_loses_sight_of_what_they_have_is_told(office: Office, desk: Desk, files: Files) -> None:
    files.change("services/erp.yaml", "stage: live", "stage: live\naudience: [CC-100]")
    look(office, desk)
    said = office.dee.last().all_text.replace("*", "")
    assert "Orders and finance is for CC-100 only (was for everybody)." in said
    assert "lose sight of it; of them " in said
    assert "go on paying: " in said
    assert "Finance" in said.partition("go on paying: ")[2]
    assert "Put them back under `audience` in `services/erp.yaml`" in said
    assert [each.what for each in changes(desk)] == ["audience"]
    assert office.ana.opens_home() is not None
    assert "What changed" not in office.ana.opens_home().all_text  # type: ignore[union-attr]

    heard = len(office.dee.sees("bot"))
    files.change("services/erp.yaml", "audience: [CC-100]", "audience: [CC-100, CC-500]")
    look(office, desk)
    assert len(office.dee.sees("bot")) == heard
    assert "is for CC-100, CC-500 only (was for everybody)" in office.dee.last().all_text.replace("*", "")
    files.change("services/erp.yaml", "\naudience: [CC-100, CC-500]", "")
    look(office, desk)
    assert "as it was before" in office.dee.last().all_text


def test_a_plan_that_changed_is_told_with_what_it_changes(office: Office, desk: Desk, files: Files) -> None:
    """Finance has had its plan, so another one changes nothing of what it has."""
    plan = desk.catalog.company.units["CC-500"].plan["ERP.Standard"]
    text = (files.folder / "company.yaml").read_text("utf-8")
    before, finance, after = text.partition("  CC-500:")
    (files.folder / "company.yaml").write_text(
        before + finance + after.replace(f"ERP.Standard: {plan}", "ERP.Standard: 30", 1), "utf-8"
    )
    look(office, desk)
    said = office.dee.last().all_text.replace("*", "")
    assert f"Finance plans Orders and finance, Standard: 30 (was {plan})." in said
    assert f"Finance keeps what it has: {plan} of Orders and finance, Standard." in said
    assert office.cy.sees("bot") == [], "it is not the owner's file"


def test_a_restore_time_that_became_impossible_is_told(office: Office, desk: Desk, files: Files) -> None:
    step = next(
        each for each in restoring.plan(desk.catalog).steps if each.rto and each.unlimited.minutes <= each.rto
    )
    files.change(f"services/{step.key.lower()}.yaml", f"rto_minutes: {step.rto}", "rto_minutes: 5")
    look(office, desk)
    said = office.dee.last().all_text.replace("*", "")
    assert "at the earliest, wanted within 5 min, which is impossible (was back after " in said
    assert "Make the work on the way shorter" in said


def test_the_preview_and_the_news_are_the_same_facts(office: Office, desk: Desk, files: Files) -> None:
    files.change("services/erp.yaml", "price: 165", "price: 171")
    files.change("services/erp.yaml", "stage: live", "stage: live\naudience: [CC-100]")
    files.change("services/fil.yaml", "hours: Mo-Fr 07-19", "hours: Mo-Fr 08-19")
    with desk.read() as session:
        before = history.seen_state(desk.catalog)
        preview = against.of(session, before, load(files.folder, on=desk.today()), desk.today())
    look(office, desk)
    with desk.read() as session:
        lately = unannounced.latest(session, clock.now())
        assert lately is not None
        news = effects.of(session, desk.catalog, lately.felt, desk.today())
    without = [{name: said for name, said in line.items() if name != "way"} for line in preview.lines]
    assert [{**line, "owner": None, "was_announced": None} for line in without] == [
        {**line, "owner": None, "was_announced": None} for line in news
    ]
    assert preview.a_month.minor == sum(line["difference"].minor for line in news if line.get("difference"))


def test_what_takes_nothing_from_anybody_leaves_the_message_as_it_was(
    office: Office, desk: Desk, files: Files
) -> None:
    files.change("services/erp.yaml", "price: 165", "price: 171")
    look(office, desk)
    told = office.dee.last().all_text
    office.later(timedelta(minutes=5))
    files.change("services/web.yaml", "availability: 99", "availability: 99.99 # was 99")
    look(office, desk)
    assert [each.what for each in changes(desk)] == ["price", "target"]
    assert office.dee.last().all_text == told


def test_what_nobody_in_slack_owns_is_the_leads_matter(office: Office, desk: Desk, files: Files) -> None:
    """Nobody owns company.yaml, and who owns the hosting Slack has not shown."""
    serve.prepare(desk)
    stock = desk.shelf.stock
    absent = replace(stock.catalog.service("APP"), owner="nobody@calder.example")
    desk.shelf.stock = replace(
        stock, catalog=replace(stock.catalog, services={**stock.catalog.services, "APP": absent})
    )
    files.change("company.yaml", "currency: USD", "currency: US")
    files.change("services/app.yaml", "stage: live", "stage: lief")
    look(office, desk)
    assert "`lief`" in office.dee.last().all_text
    readers = [
        each
        for each in ["ana", "bo", "cy", "fay", "gil", "ivy", "jo"]
        if office.workspace.person(each).sees("bot")
    ]
    assert readers == []
