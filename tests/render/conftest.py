"""A place for templates that a test writes itself."""

import pytest

from tests.render.templates import Sketchbook


@pytest.fixture(scope="session")
def sketch(tmp_path_factory: pytest.TempPathFactory) -> Sketchbook:
    """Return an empty sketchbook, kept for the whole run because templates are compiled once."""
    return Sketchbook(tmp_path_factory.mktemp("templates"))
