"""What comes back first: the same order for everybody, promises that cannot be kept for who can change them."""

import re
from dataclasses import replace
from itertools import pairwise
from string import ascii_uppercase
from typing import Any

import pytest
from sqlmodel import select

from bot.catalog import Catalog, connections
from bot.catalog.restoring import plan
from bot.catalog.service import Dependency
from bot.delivery.facts import unpack
from bot.delivery.jobs import Job
from bot.desk import Stock
from bot.refusal import Refused
from bot.sandbox.seen import SeenMessage
from handlers import restoring
from tests.office import Office
from tests.reading import form

ERP_STANDS_ON = (
    "Network core, Databases, Storage, Compute and cloud landing zone, Identity and access, "
    "Backup and recovery, Service desk"
)


def asks(office: Office, who: str) -> SeenMessage:
    """Let somebody ask for the order as `/it restore` does; return the answer."""
    person = office.workspace.person(who)
    with office.desk.session() as session:
        restoring.show(office.desk, session, person.id)
    office.sender.run_once()
    return person.last()


def stocked(office: Office, **services: Any) -> None:
    """Change fields of the catalog's services: `stocked(office, HRS={"audience": ("CC-600",)})`."""
    known = office.desk.catalog
    changed = {key: replace(known.service(key), **fields) for key, fields in services.items()}
    catalog = replace(known, services={**known.services, **changed})
    office.desk.shelf.stock = Stock(catalog, office.desk.finder)


def rows(message: SeenMessage) -> list[list[str]]:
    table = next(block for block in message.blocks if block["type"] == "table")
    return [[cell["text"] for cell in row] for row in table["rows"]]


def picture_of(message: SeenMessage) -> str:
    """Return the id of the file that a message shows."""
    (image,) = [block for block in message.blocks if block["type"] == "image"]
    found: str = image["slack_file"]["id"]
    return found


def said(office: Office, name: str) -> dict[str, Any]:
    with office.desk.read() as session:
        job = session.exec(select(Job).where(Job.name == name).order_by(Job.id.desc())).first()  # type: ignore[union-attr]
    assert job is not None
    facts: dict[str, Any] = unpack(job.facts)
    return facts


def test_everybody_reads_the_order_and_nobody_is_blamed(office: Office) -> None:
    answer = asks(office, "ana")
    assert answer.text == (
        "What comes back first: 1 Network core, 2 Printing and labels, 3 Storage. "
        "All 29 are back after 6 h 30 min at the earliest."
    )
    head, first, *_ = rows(answer)
    assert head == ["#", "Service", "Back after", "Why there"]
    assert first == ["1", "Network core", "1 h", "Store and repair counter needs it"]
    assert ["14", "Online shop", "5 h 30 min", "wanted back as number 2"] in rows(answer)
    assert "late" not in answer.all_text
    assert "Page to print" not in answer.all_text


def test_a_lead_reads_which_promises_cannot_be_kept_and_what_would_have_to_change(office: Office) -> None:
    answer = asks(office, "dee")
    assert "Orders and finance cannot be back within 4 h" in answer.all_text
    assert "It takes 6 h, whoever helps: Network core (1 h) → Storage (1 h 30 min)" in answer.all_text
    assert "Either this chain becomes 2 h quicker, or the promise becomes 6 h." in answer.all_text
    assert ["15", "Orders and finance", "6 h", "4 h, 2 h late", "wanted back as number 3"] in rows(answer)


def test_an_owner_reads_of_what_hangs_on_theirs(office: Office) -> None:
    cy, gil = asks(office, "cy").all_text, asks(office, "gil").all_text
    assert "Orders and finance cannot be back" in cy
    assert "Online shop cannot be back" not in cy
    assert "Online shop cannot be back" in gil  # it hangs on the network


def test_the_picture_says_in_words_what_it_shows(office: Office) -> None:
    answer = asks(office, "dee")
    (image,) = [block for block in answer.blocks if block["type"] == "image"]
    file = office.workspace.files[image["slack_file"]["id"]]
    assert file.name == "restore-order.png"
    assert (file.content or b"").startswith(b"\x89PNG")
    assert image["alt_text"].startswith("Late, whoever helps: Site connectivity 1 h 15 min, ")
    assert "Workplace device 6 h 30 min" in image["alt_text"]
    assert {row["look"] for row in said(office, "restoring/order")["diagram"]["rows"]} == {
        "none",
        "ok",
        "missed",
        "impossible",
    }
    looks = said(office, "restoring/order")["diagram"]["looks"]
    assert looks["later"] == "promised later than the picture goes"
    stocked(office, **{key: {"impact": None} for key in office.desk.catalog.services})
    asks(office, "dee")
    assert "later" not in said(office, "restoring/order")["diagram"]["looks"]


def test_the_picture_for_everybody_blames_nobody(office: Office) -> None:
    asks(office, "ana")
    drawn = said(office, "restoring/order")["diagram"]
    assert {(row["look"], row["promised"]) for row in drawn["rows"]} == {("none", None), ("used", None)}
    assert drawn["looks"] == {"none": "others stand on it", "used": "people use it"}


def test_in_payroll_week_payroll_comes_first(office: Office) -> None:
    asks(office, "ana")
    office.ana.chooses("In whose busy time?", "HR and payroll self-service: Payroll week")
    answer = office.ana.last()
    assert "This is the order in the busy time of HR and payroll self-service." in answer.all_text
    names = [row[1] for row in rows(answer)]
    assert names.index("HR and payroll self-service") < names.index("Store and repair counter")
    office.ana.chooses("In whose busy time?", "On an ordinary day")
    assert "busy time of" not in office.ana.last().all_text


def test_who_depends_on_it_and_what_it_stands_on(office: Office) -> None:
    asks(office, "ana")
    office.ana.chooses("What does it stand on?", "Site connectivity")
    answer = office.ana.last()
    assert (
        answer.text
        == "Site connectivity: 3 services stand on it, it stands on 6; back after 5 h 15 min at the earliest."
    )
    assert "Phones and contact center, Store and repair counter and Warehouse and shipping" in answer.all_text
    assert (
        "Network core (1 h) → Storage (1 h 30 min) → Databases (1 h) → Identity and access (30 min)"
        in answer.all_text
    )
    assert "An hour without it costs the business $3,800 or more." in answer.all_text.replace("*", "")
    (image,) = [block for block in answer.blocks if block["type"] == "image"]
    assert "Site connectivity on top and below it what must be back first" in image["alt_text"]
    assert office.workspace.files[image["slack_file"]["id"]].name == "sit-stands-on.png"


def test_who_depends_on_a_service_is_a_picture_too(office: Office) -> None:
    office.ana.dm("what depends on NET?")
    assert (
        "16 services that customers use, and 11 behind the scenes, depend on"
        in office.ana.last().all_text.replace("*", "")
    )
    asked = office.ana.last()
    office.ana.clicks("See it as a picture")
    answer = office.ana.last()
    assert answer.thread_ts == asked.thread_ts
    (image,) = [block for block in answer.blocks if block["type"] == "image"]
    assert office.workspace.files[image["slack_file"]["id"]].name == "net-carries.png"
    assert image["alt_text"].startswith("Boxes, Network core at the bottom and above it what stands on it: ")
    assert "On Databases: HR and payroll self-service." in image["alt_text"]
    drawn = said(office, "restoring/connections")["diagram"]
    assert drawn["title"] == "What stands on Network core"
    boxes = drawn["boxes"]
    assert len(boxes) == 1 + len(connections.dependents(office.desk.catalog, "NET"))
    assert boxes["NET"] == {"name": "Network core", "note": "27 stand on it", "needs": [], "chain": True}
    assert boxes["HRS"]["needs"] == ["DB"]
    assert boxes["HRS"]["note"] == "people use it"
    assert boxes["DB"]["note"] == "others stand on it"
    assert {len(box["needs"]) for key, box in boxes.items() if key != "NET"} == {1}
    assert "Picture: who depends on it" not in answer.all_text
    assert "Picture: what it stands on" not in answer.all_text  # it stands on nothing


def test_from_what_it_stands_on_to_who_depends_on_it_and_back(office: Office) -> None:
    asks(office, "ana")
    office.ana.chooses("What does it stand on?", "Databases")
    office.ana.clicks("Picture: who depends on it")
    assert said(office, "restoring/connections")["diagram"]["title"] == "What stands on Databases"
    office.ana.clicks("Picture: what it stands on")
    assert said(office, "restoring/connections")["diagram"]["title"] == "What Databases stands on"


def test_what_nothing_stands_on_says_so_and_offers_no_picture_of_it(office: Office) -> None:
    asks(office, "ana")
    office.ana.chooses("What does it stand on?", "Document signing")
    answer = office.ana.last()
    assert answer.text.startswith("Document signing: nothing else stands on it, it stands on ")
    assert "Nothing else stands on it." in answer.all_text
    assert "Picture: who depends on it" not in answer.all_text
    for question in ("what depends on DOC?", "what does NET stand on?"):
        office.ana.dm(question)
        assert "as a picture" not in office.ana.last().all_text


def test_of_many_that_depend_on_it_the_nearest_are_drawn(office: Office, sample_catalog: Catalog) -> None:
    sit, net = sample_catalog.service("SIT"), sample_catalog.service("NET")
    chain = [
        "NET",
        *(f"S{letter}" for letter in ascii_uppercase),
        *(f"T{letter}" for letter in ascii_uppercase),
    ]
    many = {
        key: replace(
            sit, key=key, name=f"Site {key}", depends_on=(Dependency(below, affects_restore=at != 2),)
        )
        for at, (below, key) in enumerate(pairwise(chain))
    }
    services = {"NET": replace(net, depends_on=()), **many}
    office.desk.shelf.stock = Stock(replace(sample_catalog, services=services), office.desk.finder)
    asks(office, "ana")
    office.ana.chooses("What does it stand on?", "Network core")
    office.ana.clicks("Picture: who depends on it")
    drawn = said(office, "restoring/connections")["diagram"]
    assert drawn["title"] == "What stands on Network core, the nearest 40 of 52"
    assert len(drawn["boxes"]) == 41
    assert drawn["boxes"]["SC"]["note"] == "runs without it"
    assert (office.workspace.files[picture_of(office.ana.last())].content or b"").startswith(b"\x89PNG")


def test_a_picture_and_its_words_leave_out_what_is_not_for_her_and_say_so(office: Office) -> None:
    stocked(office, ID={"audience": ("CC-900",)})
    office.ana.dm("what depends on NET?")
    office.ana.clicks("See it as a picture")
    answer = office.ana.last()
    assert "Identity and access" not in str(answer.blocks)
    not_counted = "What is not for your unit, or stands on it through that only, is not counted."
    (image,) = [block for block in answer.blocks if block["type"] == "image"]
    assert not_counted in answer.all_text
    assert not_counted in image["alt_text"]
    office.dee.dm("what depends on NET?")
    office.dee.clicks("See it as a picture")
    assert not_counted not in str(office.dee.last().blocks)


def test_a_chain_with_a_link_left_out_adds_up(office: Office) -> None:
    stocked(office, ST={"audience": ("CC-900",)})
    asks(office, "ana")
    office.ana.chooses("What does it stand on?", "Databases")
    answer = office.ana.last()
    told = "Network core (1 h) → Databases (1 h), and 1 h 30 min of what is not listed here"
    assert f"back after 3 h 30 min at the earliest: {told}." in answer.all_text
    (image,) = [block for block in answer.blocks if block["type"] == "image"]
    assert f"{told}, altogether 3 h 30 min." in image["alt_text"]


def test_what_stands_on_nothing_has_no_picture(office: Office) -> None:
    asks(office, "dee")
    office.dee.chooses("What does it stand on?", "Network core")
    answer = office.dee.last()
    assert "It stands on nothing else" in answer.all_text
    stops = len(connections.stops(office.desk.catalog, "NET").processes)
    assert f" and {stops - 12} more." in answer.all_text
    assert "An hour without it costs the business $3,800 or more." in answer.all_text.replace("*", "")
    assert [block for block in answer.blocks if block["type"] == "image"] == []
    office.dee.clicks("What comes back first?")
    assert office.dee.last().text.startswith("What comes back first: 1 Network core")


def test_what_is_not_for_ones_unit_is_left_out_and_the_times_stay_true(office: Office) -> None:
    times = {row[1]: row[2] for row in rows(asks(office, "ana"))}
    stocked(office, POS={"audience": ("CC-100",)}, ST={"audience": ("CC-900",)})
    answer = asks(office, "ana")
    for hidden in ("Store and repair counter", "Storage"):
        assert hidden not in answer.all_text
    assert {row[1]: row[2] for row in rows(answer)}.items() <= times.items()
    office.ana.chooses("What does it stand on?", "Databases")
    assert "Storage" not in office.ana.last().all_text
    assert "after 3 h 30 min at the earliest" in office.ana.last().text
    assert "Store and repair counter" in asks(office, "fay").all_text


def test_what_is_not_for_ones_unit_leaves_no_hole_and_its_times_are_said_to_count(office: Office) -> None:
    stocked(office, WEB={"audience": ("CC-100",)}, ST={"audience": ("CC-900",)})
    reasons = [row[-1] for row in rows(asks(office, "ana"))]
    assert "number 3, but Store and repair counter needs it" in reasons
    numbers = sorted({int(at[1]) for each in reasons if (at := re.search(r"number (\d+)", each))})
    assert numbers == list(range(1, len(numbers) + 1))
    assert "also count what is not for your unit" in asks(office, "ana").all_text
    assert "also count" not in asks(office, "dee").all_text

    office.ana.dm("what comes back first after an outage?")
    assert "also count what is not for your unit" in office.ana.last().all_text
    for service, counts in (("Databases", True), ("Network core", False)):
        asks(office, "ana")
        office.ana.chooses("What does it stand on?", service)
        assert ("also count what is not for your unit" in office.ana.last().all_text) == counts


def test_in_the_portfolio_it_is_the_same_number_to_come_back(office: Office) -> None:
    stocked(office, WEB={"audience": ("CC-100",)})
    seen = office.desk.catalog.seen_by(office.desk.catalog.company.units["CC-200"])
    assert connections.stops(seen, "ERP").rank == 2
    assert plan(office.desk.catalog).without({"WEB"}).step("ERP").own_rank == 2


def test_a_service_that_is_gone_is_said_so(office: Office) -> None:
    asks(office, "ana")
    stocked(office, SIT={"audience": ("CC-100",)})
    office.ana.chooses("What does it stand on?", "Site connectivity")
    assert "I do not find that service any more" in office.ana.last().all_text
    office.ana.clicks("What comes back first?")
    assert office.ana.last().text.startswith("What comes back first")


def test_the_page_to_print_comes_as_a_file_with_peoples_names(office: Office) -> None:
    asks(office, "cy")
    office.cy.clicks("Page to print")
    answer = office.cy.last()
    assert "The plan for when Slack is down" in answer.all_text
    file = next(file for file in office.workspace.files.values() if file.name.endswith(".pdf"))
    assert file.name == "restore-plan-2026-11-23.pdf"
    assert (file.content or b"").startswith(b"%PDF-")
    assert file.id in str(answer.blocks)
    printed = said(office, "restoring/printed")["attached"]["rows"]
    assert ["contact", "Cy Okafor", "cy@calder.example, Business applications"] in printed


def test_a_page_that_slack_does_not_take_says_where_else_to_get_it(office: Office) -> None:
    facts = {"attached": {"filename": "plan.pdf"}, "file": None, "image": None, "count": 29, "on": None}
    words = office.desk.renderer.message(
        "restoring/printed", {**facts, "on": office.desk.today(person(office))}
    )
    assert "python -m bot plan" in str(words["blocks"])


def person(office: Office) -> Any:
    with office.desk.read() as session:
        return office.desk.person(session, office.ana.id)


@pytest.mark.parametrize("button", ["restoring.plan", "restoring.critical"])
def test_the_page_is_for_those_who_own_services(office: Office, button: str) -> None:
    listener = {"restoring.plan": restoring.print_plan, "restoring.critical": restoring.show_critical}[button]
    with pytest.raises(Refused) as refused:
        listener(lambda: None, {"user": {"id": office.ana.id}}, office.desk)  # type: ignore[arg-type]
    assert refused.value.template == "restoring/not_yours"


def test_critical_connections_go_from_the_process_to_the_teams(office: Office) -> None:
    stocked(office, ERP={"processes": ("Closing the books", "Paying suppliers")}, POS={"processes": ()})
    asks(office, "dee")
    office.dee.clicks("Critical connections")
    answer = office.dee.last()
    line = line_of(answer, "Orders and finance")
    assert line.startswith("*Closing the books, Paying suppliers*\nstop without Orders and finance")
    assert f"Stands on {ERP_STANDS_ON}" in line
    assert "In the hands of Business applications, " in line
    assert "Network core (16 services)" in answer.all_text.replace("*", "")
    assert "Store and repair counter" in answer.all_text


def line_of(message: SeenMessage, name: str) -> str:
    """Return what the critical connections say of a service."""
    told: list[str] = [block["text"]["text"] for block in message.blocks if block.get("accessory")]
    return next(each for each in told if name in each.partition("\nStands on")[0])


def test_what_nobody_assessed_is_said_to_those_who_can(office: Office) -> None:
    stocked(office, NET={"restore_minutes": None})
    answer = asks(office, "dee")
    assert "Not assessed yet: Network core." in answer.all_text
    assert ["1", "Network core", "not assessed", "–", "Store and repair counter needs it"] in rows(answer)
    assert "at least" in answer.text
    assert "Not assessed yet" not in asks(office, "ana").all_text


def test_an_empty_catalog_and_a_huge_one_have_an_answer(office: Office, sample_catalog: Catalog) -> None:
    nothing = replace(sample_catalog, services={})
    office.desk.shelf.stock = Stock(nothing, office.desk.finder)
    assert "No service is live" in asks(office, "dee").all_text
    sit = sample_catalog.service("SIT")
    keys = [f"{first}{second}" for first in ascii_uppercase for second in ascii_uppercase][:300]
    name = f"Site & <{'x' * 60}>"
    many = {key: replace(sit, key=key, name=f"{key} {name}", depends_on=(), processes=()) for key in keys}
    office.desk.shelf.stock = Stock(replace(sample_catalog, services=many), office.desk.finder)
    answer = asks(office, "dee")
    assert "260 more come after these" in answer.all_text
    assert len(rows(answer)) == 41
    assert len(plan(office.desk.catalog).steps) == 300
    office.dee.clicks("Critical connections")
    assert "300 services" in office.dee.last().text
    office.dee.clicks("All 300 services")
    assert form(office.dee).title == "Critical connections"


def test_a_line_of_the_critical_connections_is_opened(office: Office) -> None:
    asks(office, "dee")
    office.dee.clicks("Critical connections")
    (button,) = [
        each
        for block in office.dee.last().blocks
        if (each := block.get("accessory")) and each["value"] == "ERP"
    ]
    assert button["accessibility_label"] == "What Orders and finance stands on, and who depends on it"
    restoring.show_connections(lambda: None, button, {"user": {"id": office.dee.id}}, office.desk)  # type: ignore[arg-type]
    office.sender.run_once()
    answer = office.dee.last().all_text.replace("*", "")
    for name in ERP_STANDS_ON.split(", "):
        assert name in answer
    assert "All of it is the work of Business applications, " in answer


def test_where_a_line_has_no_room_whole_names_and_how_many_more_are_told(
    office: Office, sample_catalog: Catalog
) -> None:
    sit = replace(sample_catalog.service("SIT"), depends_on=(), processes=())
    ground = {f"G{letter}": f"Ground {letter} {'x' * 22}" for letter in ascii_uppercase}
    many = {key: replace(sit, key=key, name=name, kind="supporting") for key, name in ground.items()}
    edges = tuple(Dependency(key) for key in ground)
    tops = [f"T{letter}" for letter in ascii_uppercase]
    many |= {key: replace(sit, key=key, name=f"Top {key}", depends_on=edges) for key in tops}
    office.desk.shelf.stock = Stock(replace(sample_catalog, services=many), office.desk.finder)
    asks(office, "dee")
    office.dee.clicks("Critical connections")
    assert "All 26 services" in office.dee.last().all_text
    line = line_of(office.dee.last(), "Top TA")
    told = line.partition("Stands on ")[2].partition("\n")[0].split(", ")
    assert 1 < len(told) < 26
    assert told[-1].endswith(f"and {26 - len(told)} more")
    assert "…" not in line
