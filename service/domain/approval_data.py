"""An approval line as plain data: kept between two steps, and the stage that the process knows of."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from service.domain.approval_line import Line, Stage
from service.domain.approval_steps import Capacity, Notice, Reason, Rule, Step, StepKind, StepState
from service.domain.directory import Directory


def line_as_data(line: Line) -> dict[str, Any]:
    """Return the line as JSON values."""
    data = asdict(line)
    data["bound_at"] = line.bound_at.isoformat()
    return data


def line_from_data(data: Mapping[str, Any]) -> Line:
    """Return the line that ``line_as_data`` wrote."""
    return Line(
        rule=Rule(**data["rule"]),
        drafter_id=data["drafter_id"],
        bound_at=datetime.fromisoformat(data["bound_at"]),
        plan=tuple(_step(step) for step in data["plan"]),
        post_reports=tuple(data["post_reports"]),
        warnings=tuple(Notice(**notice) for notice in data["warnings"]),
    )


def stage_as_data(stage: Stage, directory: Directory) -> dict[str, Any]:
    """Return the stage as a small process variable: kind, index, and per step id, person, post and name."""
    steps = [
        {"id": s.id, "person": s.person_id, "post": s.post, "name": _name(s.person_id, directory)}
        for s in stage.steps
    ]
    return {"kind": stage.kind, "index": stage.index, "steps": steps}


def _name(person_id: str | None, directory: Directory) -> str:
    return directory.person(person_id).name if person_id else ""


def _step(data: Mapping[str, Any]) -> Step:
    values = dict(data)
    return Step(
        kind=StepKind(values.pop("kind")),
        capacity=Capacity(values.pop("capacity")),
        state=StepState(values.pop("state")),
        marks=tuple(values.pop("marks")),
        reason=Reason(**values.pop("reason")),
        notices=tuple(Notice(**notice) for notice in values.pop("notices")),
        **values,
    )
