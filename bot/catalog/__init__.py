"""What IT offers: services, tiers, hours, prices, questions, and finding the right answer."""

from bot.catalog.catalog import Catalog
from bot.catalog.company import Company, ContactPolicy, Level, Pool, Unit
from bot.catalog.forms import FormField, OneOffHours, Part
from bot.catalog.hours import Hours
from bot.catalog.loading import load
from bot.catalog.mistakes import CatalogMistakes, Mistake
from bot.catalog.service import Dependency, Faq, Impact, Service, Tier

__all__ = [
    "Catalog",
    "CatalogMistakes",
    "Company",
    "ContactPolicy",
    "Dependency",
    "Faq",
    "FormField",
    "Hours",
    "Impact",
    "Level",
    "Mistake",
    "OneOffHours",
    "Part",
    "Pool",
    "Service",
    "Tier",
    "Unit",
    "load",
]
