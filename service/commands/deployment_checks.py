"""Reading the files of a deployment and finding everything that forbids it, within and between files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import select

from service.commands import verbs
from service.context import Context
from service.decisions import check_model, read_model
from service.domain.errors import Refused
from service.domain.findings import Finding, Severity
from service.engine import ProcessInfo
from service.forms import check_form
from service.persistence.models import DecisionDefinition, FormDefinition, ProcessDefinition

MODELS: Final = (".bpmn", ".bpmn20.xml", ".bpmn.xml")
MAX_FORM_BYTES: Final = 1024 * 1024


@dataclass
class Reading:
    """What the files hold. ``known_forms`` are forms deployed earlier that models here ask for."""

    processes: list[tuple[ProcessInfo, str, bytes]] = field(default_factory=list)
    decisions: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    forms: dict[str, tuple[str, Mapping[str, Any], bytes]] = field(default_factory=dict)
    known_forms: dict[str, UUID] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_files(ctx: Context, files: Mapping[str, bytes], topics: Collection[str] | None) -> Reading:
    """Read and check every file; an unreadable one gives findings and does not stop the others."""
    reading = Reading()
    for path in sorted(files):
        try:
            _read(ctx, reading, path, files[path], topics)
        except Refused as refusal:
            reading.findings += refusal.findings
    if not files:
        reading.findings.append(Finding("EMPTY", "the deployment holds no file"))
    _check_forms(ctx, reading)
    _check_decisions(ctx, reading)
    _check_called(ctx, reading)
    _check_verbs(reading)
    _check_doubles(reading)
    return reading


def form_key_of(path: str) -> str:
    """Return the form key of a file: the last folder and the stem (forms/memo_report/read.form)."""
    place = PurePosixPath(path)
    return f"{place.parent.name}/{place.stem}" if place.parent.name else place.stem


def _read(ctx: Context, reading: Reading, path: str, content: bytes, topics: Collection[str] | None) -> None:
    if path.endswith(MODELS):
        if _passes(reading, ctx.engine.check(content, path, topics)):
            found = ctx.engine.inspect(content, path)
            reading.processes += [(info, path, content) for info in found if info.executable]
    elif path.endswith(".dmn"):
        if _passes(reading, check_model(content, path)):
            for decision in read_model(content, path).decisions.values():
                reading.decisions[decision.id] = (path, decision.name, content)
    elif path.endswith(".form"):
        _read_form(reading, path, content)
    else:
        reading.findings.append(
            Finding(
                "FILE-KIND",
                "is neither .bpmn, .dmn nor .form and is left out",
                path,
                severity=Severity.WARNING,
            )
        )


def _passes(reading: Reading, found: list[Finding]) -> bool:
    reading.findings += found
    return not any(finding.is_error for finding in found)


def _read_form(reading: Reading, path: str, content: bytes) -> None:
    if len(content) > MAX_FORM_BYTES:
        reading.findings.append(Finding("FORM-SIZE", f"is larger than {MAX_FORM_BYTES} bytes", path))
        return
    try:
        schema = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        reading.findings.append(Finding("FORM-SYNTAX", f"is no JSON: {error.msg}", path, error.lineno))
        return
    if _passes(reading, check_form(schema, path)):
        reading.forms[form_key_of(path)] = (path, schema, content)


def _check_forms(ctx: Context, reading: Reading) -> None:
    wanted = {key for info, _, _ in reading.processes for key in info.form_keys} - set(reading.forms)
    for key, row_id in ctx.session.execute(
        select(FormDefinition.key, FormDefinition.id)
        .where(FormDefinition.tenant_id == ctx.tenant, FormDefinition.key.in_(wanted))
        .order_by(FormDefinition.version)
    ):
        reading.known_forms[key] = row_id
    for info, path, _ in reading.processes:
        reading.findings += [
            Finding("FORM-MISSING", f"{info.id} asks for the form {key}, which is not there", path)
            for key in info.form_keys
            if key not in reading.forms and key not in reading.known_forms
        ]


def _check_decisions(ctx: Context, reading: Reading) -> None:
    wanted = {key for info, _, _ in reading.processes for key in info.decisions} - set(reading.decisions)
    known = set(
        ctx.session.scalars(
            select(DecisionDefinition.key).where(
                DecisionDefinition.tenant_id == ctx.tenant, DecisionDefinition.key.in_(wanted)
            )
        )
    )
    for info, path, _ in reading.processes:
        reading.findings += [
            Finding("DECISION-MISSING", f"{info.id} asks for the decision {key}, which is not there", path)
            for key in info.decisions
            if key not in reading.decisions and key not in known
        ]


def _check_called(ctx: Context, reading: Reading) -> None:
    """What an expression names is known only when the process runs; the rest must be there."""
    wanted = {key for info, _, _ in reading.processes for key in info.called}
    known = {info.id for info, _, _ in reading.processes} | set(
        ctx.session.scalars(
            select(ProcessDefinition.key).where(
                ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.key.in_(wanted)
            )
        )
    )
    for info, path, _ in reading.processes:
        reading.findings += [
            Finding("CALL-MISSING", f"{info.id} calls the process {key}, which is not there", path)
            for key in info.called
            if key not in known
        ]


def _check_verbs(reading: Reading) -> None:
    for info, path, _ in reading.processes:
        reading.findings += [
            Finding("VERB", f"{info.id} asks for {verb}, which the office does not know", path)
            for verb in info.verbs
            if not verbs.offers(verb)
        ]


def _check_doubles(reading: Reading) -> None:
    seen: dict[str, str] = {}
    for info, path, _ in reading.processes:
        if info.id in seen:
            message = f"process {info.id} stands in {seen[info.id]} as well"
            reading.findings.append(Finding("PROCESS-TWICE", message, path, element_id=info.id))
        seen[info.id] = path
