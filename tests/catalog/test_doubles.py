"""What stands twice, leads in a circle or into a dead end is named, all of it at once."""

import pytest

from tests.catalog.conftest import FINISHED, NET, Folder, another

CRM = another(FINISHED, "CRM", "Customers")
GONE = "stage: retired\nstage_from: 2026-09-01\nreplaced_by: "


def with_retired(folder: Folder, key: str, replaced_by: str, *, more: str = "") -> None:
    text = another(FINISHED, key, f"Old {key.lower()}").replace("stage: live", f"{GONE}{replaced_by}{more}")
    folder.write(f"services/{key.lower()}.yaml", text)


def test_two_services_are_not_called_the_same(finished: Folder) -> None:
    finished.write("services/crm.yaml", CRM.replace("name: Customers", "name: ORDERS and finance"))
    (mistake,) = finished.mistakes()
    assert str(mistake).startswith("services/erp.yaml:2: `Orders and finance` is the name of `CRM`, too.")


def test_what_is_gone_may_have_been_called_so(finished: Folder) -> None:
    with_retired(finished, "OLD", "ERP")
    finished.change("services/old.yaml", "name: Old old", "name: Orders and finance")
    assert finished.load().service("OLD").name == finished.load().service("ERP").name


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "services/erp.yaml",
            "question: Who closes the books?",
            "question: Who closes  the BOOKS in Customers",
            "services/erp.yaml:52: `Who closes  the BOOKS in Customers` is asked in services/crm.yaml:52, too.",
        ),
        (
            "services/erp.yaml",
            "[month end, year end,",
            "[month end, Month-end!, year end,",
            "services/erp.yaml:53: `Month-end!` is asked above, too.",
        ),
        (
            "general.yaml",
            "phrasings: [a human,",
            "phrasings: [how do I post an entry, a human,",
            "general.yaml:3: `how do I post an entry` is asked in services/erp.yaml:48, too.",
        ),
    ],
)
def test_a_question_leads_to_one_answer(finished: Folder, file: str, old: str, new: str, says: str) -> None:
    finished.write("services/crm.yaml", CRM)
    assert finished.load().weak == []
    finished.change(file, old, new)
    (weak,) = finished.load().weak
    assert str(weak) == f"{says} Keep it where it belongs."


def test_a_supporting_service_written_twice_is_seen_although_nobody_uses_it(finished: Folder) -> None:
    net = NET + "unit: port\nunits: ports\n"
    finished.write("services/net.yaml", net)
    lan = net.replace("NET", "LAN").replace("name: Network", "name: Lines")
    finished.write("services/lan.yaml", lan)
    said = [each.message for each in finished.load().weak if each.message.startswith("It looks like")]
    why = "both are counted in ports and looked after by Network, and one serves nobody."
    assert said == [f"It looks like `LAN` (services/lan.yaml): {why}"]


def test_every_circle_is_told(finished: Folder) -> None:
    for one, other in (("DB", "NET"), ("NET", "DB"), ("ID", "PR"), ("PR", "ID")):
        text = NET.replace("NET", one).replace("Network", f"Service {one}")
        finished.write(f"services/{one.lower()}.yaml", f"{text}depends_on:\n  - {{service: {other}}}\n")
    rings = {
        frozenset(each.message.rpartition(": ")[2].rstrip(".").split(" → "))
        for each in finished.mistakes()
        if "circle" in each.message
    }
    assert rings == {frozenset({"DB", "NET"}), frozenset({"ID", "PR"})}


@pytest.mark.parametrize(
    ("replaced_by", "says"),
    [
        ("OLD", "`OLD` cannot take its own place. Name another one, or write `use_instead`."),
        (
            "FAX",
            "`FAX` is retired, too, so whoever is sent there meets a dead end. Name what is live, such as `ERP`.",
        ),
        ("ERQ", "`replaced_by` names `ERQ`, which is no service. Did you mean `ERP`?"),
    ],
)
def test_what_is_gone_leads_to_what_is_there(finished: Folder, replaced_by: str, says: str) -> None:
    with_retired(finished, "FAX", "ERP")
    with_retired(finished, "OLD", replaced_by)
    (mistake,) = finished.mistakes()
    assert str(mistake) == f"services/old.yaml:6: {says}"


def test_what_cannot_be_had_yet_takes_no_place_without_a_word(finished: Folder) -> None:
    ahead = CRM.replace("stage: live", "stage: pipeline\nstage_from: 2027-03-01")
    finished.write("services/crm.yaml", ahead)
    with_retired(finished, "OLD", "CRM")
    (weak,) = finished.load().weak
    assert str(weak) == (
        "services/old.yaml:6: `CRM` takes its place and cannot be ordered. "
        "Say in `use_instead` what to do until it can."
    )
    with_retired(finished, "OLD", "CRM", more="\nuse_instead: Use paper.")
    assert finished.load().weak == []
