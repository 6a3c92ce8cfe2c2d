"""Files that look like the catalog's and are not read are named, with what to do."""

import pytest

from bot.catalog.loading import stamp
from tests.catalog.conftest import FINISHED, Folder

CRM = FINISHED.replace("ERP", "CRM").replace(", share: 1", "")


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("services/crm.yml", "Rename it to crm.yaml."),
        ("services/CRM.YAML", "Rename it to crm.yaml."),
        ("services/crm.yaml.txt", "Rename it to crm.yaml."),
        ("services/sold/crm.yaml", "Move it to services/crm.yaml."),
        ("crm.yaml", "Move it to services/crm.yaml."),
        ("service/crm.yml", "Move it to services/crm.yaml."),
        (
            "services/erp.yml",
            "There is services/erp.yaml as well: take over what is new, and remove this one.",
        ),
        ("surveys.yml", "Rename it to surveys.yaml."),
        ("company.yml", "There is company.yaml as well: take over what is new, and remove this one."),
    ],
)
def test_a_file_that_is_not_read_is_a_mistake_until_it_is_put_right(
    finished: Folder, file: str, remedy: str
) -> None:
    before = stamp(finished.path)
    finished.write(file, CRM)
    assert [str(each) for each in finished.mistakes()] == [f"{file}: It is not read. {remedy}"]
    assert stamp(finished.path) != before, "a running bot looks again"
    (finished.path / file).unlink()
    assert finished.load().weak == []
    assert stamp(finished.path) == before


@pytest.mark.parametrize(
    "file",
    [".github/crm.yaml", "mkdocs.yml", "tools/job.yaml", "services/.old/crm.yaml", "services/notes.txt"],
)
def test_what_is_no_part_of_the_catalog_may_lie_beside_it(finished: Folder, file: str) -> None:
    finished.write(file, CRM if "crm" in file else "site_name: Handbook\n")
    assert finished.load().weak == []


def test_a_whole_folder_is_told_once(finished: Folder) -> None:
    for at in range(4):
        finished.write(f"service/q{at}.yaml", CRM)
    assert [str(each) for each in finished.mistakes()] == [
        "service: The 4 files in it are not read. Move them to services/."
    ]


def test_without_the_company_file_its_namesake_is_told(finished: Folder) -> None:
    (finished.path / "company.yaml").rename(finished.path / "company.yml")
    said = [str(each) for each in finished.mistakes()]
    assert said[0].startswith("company.yaml: There is no such file in")
    assert said[1:] == ["company.yml: It is not read. Rename it to company.yaml."]


def test_a_folder_of_services_that_is_not_there_is_the_only_mistake(finished: Folder) -> None:
    for path in (finished.path / "services").iterdir():
        path.unlink()
    (finished.path / "services").rmdir()
    (mistake,) = finished.mistakes()
    assert str(mistake).startswith("services: There is no such folder in ")
    assert mistake.suggestion == "Make it, and put a file for each service into it."
