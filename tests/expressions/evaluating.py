"""How the tests of this room evaluate: at one moment, Monday 30 November 2026, ten in Seoul."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from service.expressions import Dialect, Evaluation, compile_expression

SEOUL: Final = ZoneInfo("Asia/Seoul")
NOW: Final = datetime(2026, 11, 30, 10, tzinfo=SEOUL)


def evaluated(
    text: str, variables: dict[str, Any] | None = None, dialect: Dialect | None = None
) -> Evaluation:
    given = variables or {}
    return compile_expression(text, dialect, tuple(given)).evaluate(given, now=NOW)


def value_of(text: str, variables: dict[str, Any] | None = None, dialect: Dialect | None = None) -> Any:
    return evaluated(text, variables, dialect).value


def codes_of(text: str, variables: dict[str, Any] | None = None, dialect: Dialect | None = None) -> list[str]:
    return [caution.code for caution in evaluated(text, variables, dialect).cautions]
