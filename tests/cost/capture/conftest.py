"""A counter with the sample company behind it."""

from pathlib import Path

import pytest

from bot import catalog as catalogs
from bot.catalog import Catalog
from bot.db import Database
from bot.settings import HOUSE
from tests.cost.capture.counter import Counter


@pytest.fixture(scope="session")
def sample_catalog() -> Catalog:
    return catalogs.load(HOUSE / "catalog_data")


@pytest.fixture
def counter(db: Database, sample_catalog: Catalog, tmp_path: Path) -> Counter:
    return Counter(db, sample_catalog, tmp_path)
