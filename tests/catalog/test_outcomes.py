"""Outcomes in files: what says nothing is refused as it is in Slack, what reads like a thing is pointed at."""

import pytest

from tests.catalog.conftest import NET, Folder

LINE = "outcome: Books are closed in time."


@pytest.mark.parametrize("words", ["tbd", "A tool"])
def test_an_outcome_that_says_nothing_is_refused_as_in_slack(folder: Folder, words: str) -> None:
    folder.change("services/erp.yaml", LINE, f"outcome: {words}")
    (found,) = [each for each in folder.mistakes() if "able to do" in each.message]
    assert f"`{words}`" in found.message
    assert "Books are closed by the fourth working day" in (found.suggestion or "")


def test_what_is_being_prepared_may_say_it_later(folder: Folder) -> None:
    folder.write(
        "services/new.yaml",
        NET.replace("NET", "NEW").replace("Network", "New").replace("stage: live", "stage: pipeline"),
    )
    folder.change("services/new.yaml", "outcome: Systems reach one another.", "outcome: tbd")
    assert folder.load().service("NEW").outcome == "tbd"


def test_an_outcome_that_reads_like_a_thing_is_only_pointed_at(folder: Folder) -> None:
    folder.change("services/erp.yaml", LINE, "outcome: A new server with 64 GB RAM")
    (found,) = [each for each in folder.load().weak if "thing that is bought" in each.message]
    assert found.file.endswith("erp.yaml")
