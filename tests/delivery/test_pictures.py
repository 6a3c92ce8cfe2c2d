"""Pictures: drawn and uploaded once, waited for, and never in the way of the words."""

from bot.db import Database
from bot.delivery.pictures import Gallery
from bot.delivery.wire import Declined, FateUnknown
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack, before
from tests.delivery.test_sender import SECOND, jobs, say

DIAGRAM = {"picture": "tree", "filename": "tree.png", "alt": "What it stands on"}


def test_blocks_that_slack_does_not_know_are_sent_as_classic_ones(
    db: Database, make_sender: MakeSender, slack: Slack
) -> None:
    slack.fails(before(Declined("invalid_blocks")))
    sender = make_sender(pictures={"costs": lambda facts: f"PNG of {facts['month']}".encode()})
    say(db, "C1", "reports/value", facts={"chart": {"picture": "costs", "month": "2026-10", "alt": "Costs"}})
    sender.run_once()
    assert slack.messages[0]["blocks"] == [{"type": "classic"}]
    assert "'image': 'F1'" in slack.messages[0]["text"]
    assert slack.files == {"F1": b"PNG of 2026-10"}


def test_a_picture_that_slack_does_not_take_is_left_out(
    db: Database, make_sender: MakeSender, slack: Slack
) -> None:
    slack.fails(before(Declined("invalid_blocks")))
    slack.fails(before(Declined("missing_scope")), "files.")
    said = [{"type": "classic"}]
    sender = make_sender(pictures={"costs": lambda _facts: b"PNG"})
    say(db, "C1", "reports/value", facts={"chart": {"picture": "costs"}})
    sender.run_once()
    slack.fails(before(Declined("invalid_blocks")))
    say(db, "C1", "reports/value", facts={"chart": {"picture": "unknown"}})
    sender.run_once()
    assert [message["blocks"] for message in slack.messages] == [said, said]
    assert "image" not in slack.messages[0]["text"]


def test_a_picture_whose_upload_breaks_off_is_tried_again(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    slack.fails(before(Declined("invalid_blocks")), times=2)
    slack.fails(before(FateUnknown("RST")), "files.")
    sender = make_sender(pictures={"costs": lambda _facts: b"PNG"})
    say(db, "C1", "reports/value", facts={"chart": {"picture": "costs"}})
    sender.run_once()
    assert jobs(db)[0].error == "picture: RST"
    at_t0.tick(2 * SECOND)
    sender.run_once()
    assert slack.files == {"F1": b"PNG"}


def test_a_diagram_is_drawn_for_everybody_and_said_in_words(
    db: Database, make_sender: MakeSender, slack: Slack
) -> None:
    sender = make_sender(pictures={"tree": lambda facts: facts["alt"].encode()})
    say(db, "C1", "restoring/tree", facts={"diagram": DIAGRAM})
    sender.run_once()
    assert "'image': 'F1'" in slack.messages[0]["text"]
    assert slack.files == {"F1": b"What it stands on"}
    ticket = next(args for method, args in slack.calls if method == "files.getUploadURLExternal")
    assert ticket == {"filename": "tree.png", "length": 17, "alt_txt": "What it stands on"}


def test_a_picture_that_slack_still_looks_at_is_waited_for_and_uploaded_once(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    drawn: list[int] = []
    sender = make_sender(pictures={"tree": lambda _facts: drawn.append(1) or b"PNG"})  # type: ignore[func-returns-value]
    slack.fails(before(Declined("invalid_blocks")), times=2)
    say(db, "C1", "restoring/tree", facts={"diagram": DIAGRAM})
    for _ in range(8):
        sender.run_once()
        at_t0.tick(SECOND)
    (message,) = slack.messages
    assert message["blocks"] == [{"type": "new"}]
    assert "'image': 'F1'" in message["text"]
    assert drawn == [1]


def test_a_chart_that_slack_still_looks_at_is_waited_for(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    sender = make_sender(pictures={"costs": lambda _facts: b"PNG"})
    slack.fails(before(Declined("invalid_blocks")), times=3)  # new blocks, the picture, new blocks
    say(db, "C1", "reports/value", facts={"chart": {"picture": "costs"}})
    sender.run_once()
    assert jobs(db)[0].error == "picture: Slack still looks at it"
    at_t0.tick(2 * SECOND)
    sender.run_once()
    assert slack.messages[0]["blocks"] == [{"type": "classic"}]
    assert "'image': 'F1'" in slack.messages[0]["text"]


def test_a_picture_that_is_never_shown_does_not_hold_the_words_up(
    db: Database, make_sender: MakeSender, slack: Slack, at_t0: Frozen
) -> None:
    sender = make_sender(pictures={"tree": lambda _facts: b"PNG"})
    slack.fails(before(Declined("invalid_blocks")), times=4)
    say(db, "C1", "restoring/tree", facts={"diagram": DIAGRAM})
    for _ in range(16):
        sender.run_once()
        at_t0.tick(SECOND)
    (message,) = slack.messages
    assert "'image'" not in message["text"]


def test_an_attached_file_comes_as_the_link_that_shares_it(
    db: Database, make_sender: MakeSender, slack: Slack
) -> None:
    sender = make_sender(pictures={"plan": lambda _facts: b"%PDF"})
    attached = {"picture": "plan", "filename": "plan.pdf"}
    say(db, "U1", "restoring/plan", facts={"attached": attached})
    sender.run_once()
    (message,) = slack.messages
    assert "'file': 'https://slack.test/F1/plan.pdf'" in message["text"]
    assert "unfurl_links" not in message
    say(db, "U1", "restoring/plan", facts={"attached": {**attached, "picture": "unknown"}})
    sender.run_once()
    assert "'file': None" in slack.messages[1]["text"]


def test_only_so_many_messages_pictures_are_remembered(slack: Slack) -> None:
    gallery = Gallery(slack, {"tree": lambda _facts: b"PNG"})
    for number in range(150):
        gallery.hang(number, "image", DIAGRAM)
    uploads = len(slack.calls)
    gallery.hang(149, "image", DIAGRAM)
    assert len(slack.calls) == uploads
    gallery.hang(0, "image", DIAGRAM)
    assert len(slack.calls) > uploads
