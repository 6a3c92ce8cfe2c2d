"""What IT offers: services, tiers, hours, prices, questions, and finding the right answer."""

from bot.catalog.catalog import Catalog, Retired
from bot.catalog.company import Company, ContactPolicy, Level, Pool, Unit, Worth
from bot.catalog.costing import CATEGORIES, PORTIONS, Costing
from bot.catalog.forms import FormField, OneOffHours, Part
from bot.catalog.hours import Hours
from bot.catalog.loading import load
from bot.catalog.mistakes import CatalogMistakes, Mistake
from bot.catalog.offer_rules import OfferRule
from bot.catalog.service import Dependency, Faq, Impact, PriceFrom, Service, Tier
from bot.catalog.survey_forms import SurveyForm, SurveyQuestion

__all__ = [
    "CATEGORIES",
    "PORTIONS",
    "Catalog",
    "CatalogMistakes",
    "Company",
    "ContactPolicy",
    "Costing",
    "Dependency",
    "Faq",
    "FormField",
    "Hours",
    "Impact",
    "Level",
    "Mistake",
    "OfferRule",
    "OneOffHours",
    "Part",
    "Pool",
    "PriceFrom",
    "Retired",
    "Service",
    "SurveyForm",
    "SurveyQuestion",
    "Tier",
    "Unit",
    "Worth",
    "load",
]
