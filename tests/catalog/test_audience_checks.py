"""Who may know of what: the check names where people have, need or are sent to what is not for them."""

import pytest

from tests.catalog.conftest import ERP, FINISHED, Folder, another

UNIT = """\
  {code}:
    name: Unit {code}
    kind: corporate
    head: h{number}@tiny.example
    budget_owner: h{number}@tiny.example
    channel: "#u{number}"
    members: [h{number}@tiny.example]
    headcount: 1
    funding: {{}}
    plan: {{}}
"""


def weak(folder: Folder) -> list[str]:
    """Return what is weak because it is not for somebody."""
    spots = [f"{each.file}:{each.line} {each.message} {each.suggestion}" for each in folder.load().weak]
    return [each for each in spots if " not for " in each]


def test_a_unit_whose_plan_has_what_is_not_for_it(folder: Folder) -> None:
    folder.change(
        "services/erp.yaml", "name: Orders and finance", "name: Orders and finance\naudience: [CC-9]"
    )
    (said,) = weak(folder)
    assert "`CC-1` plans `ERP.Standard`, which is not for it" in said
    assert "Add `CC-1` to the `audience` of `ERP`, or take the line out." in said
    assert said.startswith("company.yaml:21 ")


@pytest.mark.parametrize("audience", ["CC-1", "corporate"])
def test_for_whom_it_is_may_have_it(folder: Folder, audience: str) -> None:
    name = "name: Orders and finance"
    folder.change("services/erp.yaml", name, f"{name}\naudience: [{audience}]")
    assert weak(folder) == []


def test_what_stands_on_something_that_is_not_for_all_who_may_know_of_it(folder: Folder) -> None:
    folder.change("services/net.yaml", "name: Network", "name: Network\naudience: [CC-9]")
    (said,) = weak(folder)
    assert said.startswith("services/erp.yaml:")
    assert "`ERP` stands on `NET`, which is not for CC-1" in said


def test_a_replacement_that_is_not_for_all_who_had_the_old_one(folder: Folder) -> None:
    gone = ERP.replace("key: ERP", "key: OLD").replace(
        "stage: live", "stage: retired\nstage_from: 2026-09-01"
    )
    folder.write("services/old.yaml", gone.replace(", share: 1", "") + "replaced_by: CRM\n")
    crm = another(ERP, "CRM", "Customers") + "audience: [CC-9]\n"
    folder.write("services/crm.yaml", crm)
    (said,) = [each for each in weak(folder) if "takes its place" in each]
    assert said.startswith("services/old.yaml:")
    assert "`CRM` takes its place, and is not for CC-1, who may have had it." in said


def test_many_units_are_counted(folder: Folder) -> None:
    units = "".join(UNIT.format(code=f"CC-{at}", number=at) for at in range(20, 26))
    folder.change("company.yaml", "units:\n", f"units:\n{units}")
    folder.change("services/net.yaml", "name: Network", "name: Network\naudience: [CC-9]")
    (said,) = weak(folder)
    assert "not for CC-20, CC-21, CC-22, CC-23, CC-24 and 2 more" in said


@pytest.mark.parametrize("named", ["Customers", "CRM"])
def test_what_is_told_to_use_instead_is_for_whom_it_is_told(finished: Folder, named: str) -> None:
    crm = another(FINISHED, "CRM", "Customers") + "audience: [CC-9]\n"
    finished.write("services/crm.yaml", crm)
    old = another(FINISHED, "OLD", "Ledgers").replace(
        "stage: live", f"stage: retired\nstage_from: 2026-09-01\nuse_instead: Use {named} from now on."
    )
    finished.write("services/old.yaml", old)
    (said,) = [each for each in weak(finished) if "use_instead" in each]
    assert said.startswith("services/old.yaml:6 `use_instead` names `CRM`, which is not for CC-1.")


def test_who_agreed_to_a_level_may_know_of_it(finished: Folder) -> None:
    finished.change("services/erp.yaml", "stage: live", "stage: live\naudience: [CC-9]")
    said = [each for each in weak(finished) if "agreed" in each]
    assert len(said) == 2, "one for each level"
    assert "`cal@tiny.example` agreed to `Standard`, which is not for `CC-1`." in said[0]
