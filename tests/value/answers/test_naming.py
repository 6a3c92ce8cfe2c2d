"""Naming: a service is named by its singular and its plural alike."""

from dataclasses import replace

import pytest

from bot.catalog import Catalog
from bot.value.answers import naming


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Access switch", "what do access switches cost?"),
        ("Loaner battery", "who owns loaner batteries?"),
        ("Mail boxes", "a new mail box, please"),
        ("Campus map", "are campus maps up?"),
    ],
)
def test_many_of_it_are_named_like_one(sample_catalog: Catalog, name: str, text: str) -> None:
    named = replace(sample_catalog.service("ERP"), name=name)
    catalog = replace(sample_catalog, services={**sample_catalog.services, "ERP": named})
    assert naming.by_name(catalog, text) == ["ERP"]
