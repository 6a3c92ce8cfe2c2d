"""Walls: a day and a time as the clock on somebody's wall shows them, and the instants that these are."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import instant

HOUR = 60
MINUTES_A_DAY = 24 * HOUR


@dataclass(frozen=True)
class Wall:
    """A day and a time as somebody's clock shows them."""

    on: date
    at: str  # "07:00", as forms give and take it

    def instant(self, zone: str) -> datetime:
        """Return the instant (UTC) at which the clock in `zone` shows it first."""
        return instant(datetime.combine(self.on, time.fromisoformat(self.at)), ZoneInfo(zone))


def wall(at: datetime, zone: str) -> Wall:
    """Return an instant as the clock in `zone` (an IANA name) shows it."""
    local = at.astimezone(ZoneInfo(zone))
    return Wall(local.date(), f"{local:%H:%M}")


def time_of(minutes: int) -> str:
    """Return "07:00" for 420 minutes after midnight; the midnight that ends a day is "24:00"."""
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def after_midnight(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of so many minutes after midnight on the clock in `zone`."""
    return instant(datetime.combine(day, time()) + timedelta(minutes=minutes), zone)


def between(day: date, begins: str, until: str, zone: str) -> tuple[datetime, datetime]:
    """Return the instants (UTC) of "19:00" until "22:00" on a day in `zone`; what is earlier ends a day later."""
    starts = Wall(day, begins).instant(zone)
    ends = Wall(day if until > begins else day + timedelta(days=1), until).instant(zone)
    return starts, max(ends, starts + timedelta(minutes=1))  # a clock that is put forward may skip both
