"""The approval line at work: planned by rule, bound again at every stage."""

from typing import Any

from service import catalogue
from service.commands import report_path
from service.commands.acts import OperationCall
from service.context import Context
from service.domain import approval_line
from service.domain.approval_data import stage_as_data
from service.domain.approval_line import Line, check_submittable, compute_line, rule_of


def plan_line(ctx: Context, call: OperationCall) -> dict[str, Any]:
    """Turn the delegation rule that the process found into the steps of a new round.

    Raises ``LineError`` if the rule gives no lawful line.
    """
    document = report_path.document(ctx, call.variables["document_id"])
    rule = rule_of(
        call.variables[catalogue.DELEGATION],
        work_type=document.work_type or "",
        grade=document.grade,
        amount=document.amount,
    )
    line = compute_line(ctx.directory, rule, document.drafter_id, ctx.now)
    check_submittable(line)
    report_path.begin_round(ctx, document, line)
    return {"rule_id": line.rule_id}


def next_stage(ctx: Context, call: OperationCall) -> dict[str, Any]:
    """Bind what is still to come to the people of this moment, and open the next stage."""
    document = report_path.document(ctx, call.variables["document_id"])
    done = report_path.finished_stage(ctx, document)
    line, stage = approval_line.next_stage(ctx.directory, report_path.line_of(document), done, ctx.now)
    keys = [step.id for step in stage.steps] if stage else []
    report_path.bind_again(ctx, document, line, done, keys)
    if stage is None:
        return {"kind": "end", "index": done, "steps": []}
    return stage_as_data(stage, ctx.directory)


def lawful_line(ctx: Context, drafter_id: str, work_type: str, grade: str | None, amount: Any) -> Line:
    """Return the one line that the delegation rules allow for such a matter now.

    Raises ``LineError`` if no rule matches, several do, or the line may not be submitted.
    """
    line = catalogue.delegated_line(ctx, drafter_id, work_type, grade, amount, ctx.now)
    check_submittable(line)
    return line
