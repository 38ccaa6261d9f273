"""The approval line by the deployed delegation rules: what a preview shows is what a submission is judged by."""

from datetime import datetime
from typing import Any, Final

from service.catalogue.definitions import decisions
from service.context import Context
from service.domain.approval_line import Line, compute_line, rule_of

DELEGATION: Final = "delegation"


def delegated_line(
    ctx: Context, drafter_id: str, work_type: str, grade: str | None, amount: Any, at: datetime
) -> Line:
    """Return the line that the newest rules give such a matter, bound to the people of ``at`` (aware).

    Raises ``LineError`` if no rule matches or several do, or where there is no line.
    """
    inputs = {"work_type": work_type, "grade": grade, "amount": amount}
    found = decisions(ctx).decide(DELEGATION, "latest", None, inputs, at.astimezone(ctx.office.zone))
    rule = rule_of(found.value, work_type=work_type, grade=grade, amount=amount)
    return compute_line(ctx.directory, rule, drafter_id, at)
