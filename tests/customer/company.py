"""A company without people and units, under our contact policy, for tests of what the policy says."""

from bot.catalog import Company

CALDER = Company(
    name="Calder Outdoor",
    currency="USD",
    zone="America/Denver",
    fiscal_year_starts=7,
    leads=(),
    help_channel="#it-help",
    units={},
)
