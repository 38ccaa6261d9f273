"""Retention periods of records (보존기간), and when they begin and end."""

from datetime import date
from enum import StrEnum

from service.domain.errors import Invalid


class Retention(StrEnum):
    PERMANENT = "영구"
    SEMI_PERMANENT = "준영구"
    YEARS_30 = "30년"
    YEARS_10 = "10년"
    YEARS_5 = "5년"
    YEARS_3 = "3년"
    YEARS_1 = "1년"

    @property
    def years(self) -> int | None:
        """Return the number of years; None without an end."""
        return int(self.name.removeprefix("YEARS_")) if self.name.startswith("YEARS_") else None

    @property
    def label_en(self) -> str:
        if self.years is None:
            return "Permanent" if self is Retention.PERMANENT else "Semi-permanent"
        return f"{self.years} year" + ("s" if self.years > 1 else "")


def parse_retention(text: str) -> Retention:
    try:
        return Retention(text)
    except ValueError:
        raise Invalid(f"{text} is no retention period", {"retention": ["is unknown"]}) from None


def retention_start(completed_on: date) -> date:
    """Return 1 January of the year after completion (공공기록물법 시행령 art. 26⑤)."""
    return date(completed_on.year + 1, 1, 1)


def retention_end(retention: Retention, completed_on: date) -> date | None:
    """Return the last day of the period; None if the record is kept without end."""
    if retention.years is None:
        return None
    return date(completed_on.year + retention.years, 12, 31)
