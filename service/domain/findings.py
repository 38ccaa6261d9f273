"""What a check found in a file: one line for people, five fields for machines."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """``rule`` is a stable upper-case id such as ``SCRIPT-LANG``; ``line`` counts from 1."""

    rule: str
    message: str
    file: str = ""
    line: int | None = None
    element_id: str | None = None
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        element = f" {self.element_id}" if self.element_id else ""
        return f"{place}:{element} {self.message} [{self.rule}]".strip()
