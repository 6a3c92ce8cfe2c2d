"""Definitions: pages that nobody touched for long are forgotten, but not what is still gone back to."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.catalog import Catalog, amendments, definitions
from bot.db import Database

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "stage", "stays"),
    [
        (None, None, False),
        ("proposed", None, True),
        ("declined", None, False),
        ("accepted", None, True),
        ("folded", "pipeline", True),
        ("folded", "live", False),
    ],
)
def test_an_old_page_stays_while_somebody_may_go_back_to_it(
    db: Database, T0: datetime, sample_catalog: Catalog, state: str | None, stage: Any, stays: bool
) -> None:
    erp = sample_catalog.service("ERP")
    services = {"PPR": replace(erp, key="PPR", stage=stage)} if stage else {}
    catalog = replace(sample_catalog, services={**sample_catalog.services, **services})
    with db.session() as session:
        page = definitions.start(session, "U0GIL", {"key": "PPR"}, T0)
        if state:
            added = amendments.propose(session, kind="service", service="PPR", facts={}, by="U0GIL", now=T0)
            added.state, page.amendment_id = state, added.number
        assert definitions.forget(session, catalog, T0 + 180 * DAY) == 0
        assert definitions.forget(session, catalog, T0 + 181 * DAY) == (not stays)


def test_a_page_that_somebody_goes_on_with_stays(db: Database, T0: datetime, sample_catalog: Catalog) -> None:
    with db.session() as session:
        page = definitions.start(session, "U0GIL", {"key": "PPR"}, T0)
        definitions.keep(session, page, {"name": "Paper finder"}, T0 + 100 * DAY)
        assert definitions.forget(session, sample_catalog, T0 + 200 * DAY) == 0
