"""Before anything is served: units have what they begin with, and the bot's own schedules stand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlmodel import select

from bot import serve
from bot.cost import subscriptions
from bot.cost.subscriptions import Subscription
from bot.db import Database
from bot.delivery.schedules import Schedule
from bot.desk import Desk, Shelf
from bot.render import Renderer
from bot.sandbox.client import in_process_client
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.conftest import Frozen


def desk_over(db: Database, shelf: Shelf, renderer: Renderer, workspace: Workspace) -> Desk:
    return serve.make_desk(Settings(), db, in_process_client(workspace), shelf, renderer)


def test_every_unit_begins_with_its_plan_however_many_processes_start(
    db: Database, sample_shelf: Shelf, renderer: Renderer, workspace: Workspace, at_t0: Frozen
) -> None:
    desk = desk_over(db, sample_shelf, renderer, workspace)

    with ThreadPoolExecutor(3) as starting:
        list(starting.map(serve.prepare, [desk] * 3))

    planned = [quantity for unit in desk.catalog.company.units.values() for quantity in unit.plan.values()]
    with desk.read() as session:
        assert len(session.exec(select(Subscription)).all()) == sum(quantity > 0 for quantity in planned)
        assert subscriptions.held(session, "CC-500", date(2026, 11, 23))["ERP"] == {"Standard": 34}
        names = list(session.exec(select(Schedule.name)))
    assert names.count("offer.look") == 1
    assert names.count("digest.post") == len({service.owner for service in desk.catalog.live()})
