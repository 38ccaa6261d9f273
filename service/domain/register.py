"""Register numbers (생산등록번호): the unit's name and a serial number that runs through the year."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.domain.errors import Invalid

_NUMBER: Final = re.compile(r"(?P<unit>\S(?:.*\S)?)-(?P<serial>[1-9][0-9]*)")


@dataclass(frozen=True)
class RegisterNumber:
    """On paper the unit's name stands for its code (공공기록물법 시행규칙 art. 5③); a series belongs to unit and year."""

    unit_name: str
    serial: int

    def __post_init__(self) -> None:
        if self.serial < 1 or not self.unit_name.strip():
            raise Invalid(f"{self.unit_name}-{self.serial} is no register number")

    def __str__(self) -> str:
        return f"{self.unit_name}-{self.serial}"

    @classmethod
    def parse(cls, text: str) -> "RegisterNumber":
        found = _NUMBER.fullmatch(text.strip())
        if found is None:
            raise Invalid(f"{text} is no register number", {"number": ["is no register number"]})
        return cls(found["unit"], int(found["serial"]))


def number_with_date(number: RegisterNumber, on: date) -> str:
    """Return the number as cited: ``안전정책총괄과-1184(2026. 12. 1.)``."""
    return f"{number}({written_date(on)})"


def written_date(on: date) -> str:
    """Return a day as official papers write it: ``2026. 12. 1.`` (행정업무규정 art. 7⑤)."""
    return f"{on.year}. {on.month}. {on.day}."
