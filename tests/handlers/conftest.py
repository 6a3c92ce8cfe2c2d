"""What tests of people at work may ask for besides the office."""

from collections.abc import Iterator

import pytest

from tests.e2e.pictures import Picture, camera
from tests.office import Office


@pytest.fixture
def picture(request: pytest.FixtureRequest, office: Office) -> Iterator[Picture]:
    """Give what takes a picture of what somebody sees; none is taken without `--pictures`."""
    folder = request.config.getoption("--pictures")
    if folder is None:
        yield lambda *_, **__: None
    else:
        with camera(office.workspace, folder) as take:
            yield take
