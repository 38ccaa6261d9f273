"""Putting models, decisions and forms in together, or refusing all of them."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from service.commands import operations
from service.commands.deployment_checks import Reading, read_files
from service.context import Context
from service.domain.errors import Refused
from service.domain.findings import Finding
from service.engine import ProcessInfo, StartInfo
from service.persistence.ids import new_id
from service.persistence.models import (
    DecisionDefinition,
    Deployment,
    FormDefinition,
    ProcessDefinition,
    Subscription,
)


@dataclass(frozen=True)
class Deployed:
    """What a deployment added; ``unchanged`` names what was there already, byte for byte.

    ``warnings`` are the findings that did not forbid it.
    """

    id: UUID | None
    processes: Mapping[str, int] = field(default_factory=dict)
    decisions: Mapping[str, int] = field(default_factory=dict)
    forms: Mapping[str, int] = field(default_factory=dict)
    unchanged: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()


def check(ctx: Context, files: Mapping[str, bytes], topics: Collection[str] = ()) -> list[Finding]:
    """Return every finding about ``files`` (path → content) as if they were deployed now."""
    return read_files(ctx, files, _topics(ctx, topics)).findings


def deploy(ctx: Context, name: str, files: Mapping[str, bytes], topics: Collection[str] = ()) -> Deployed:
    """Add a version of everything in ``files`` that differs from what is there.

    ``topics`` are external topics that this deployment may use beside those of the connectors. Raises
    ``Refused`` with every finding; then nothing of it is stored.
    """
    reading = read_files(ctx, files, _topics(ctx, topics))
    if any(finding.is_error for finding in reading.findings):
        raise Refused(reading.findings)
    work = _Work(ctx, new_id())
    forms = {
        key: work.form(key, file, schema, content) for key, (file, schema, content) in reading.forms.items()
    }
    for key, (file, title, content) in reading.decisions.items():
        work.decision(key, title, file, content)
    for info, file, content in reading.processes:
        work.process(info, file, content, reading, forms)
    if work.added:
        ctx.session.add(
            Deployment(
                tenant_id=ctx.tenant,
                id=work.deployment_id,
                name=name,
                digest=_digest_of(files),
                deployed_at=ctx.now,
                deployed_by=ctx.actor,
            )
        )
        ctx.session.flush()
        ctx.session.add_all(work.added)
        ctx.session.flush()
        for definition, info in work.new_processes:
            _replace_starts(ctx, definition, info)
    return Deployed(
        work.deployment_id if work.added else None,
        work.versions["process"],
        work.versions["decision"],
        work.versions["form"],
        tuple(work.unchanged),
        tuple(reading.findings),
    )


class _Work:
    """The rows that one deployment adds."""

    def __init__(self, ctx: Context, deployment_id: UUID) -> None:
        self.ctx, self.deployment_id = ctx, deployment_id
        self.added: list[Any] = []
        self.new_processes: list[tuple[ProcessDefinition, ProcessInfo]] = []
        self.versions: dict[str, dict[str, int]] = {"process": {}, "decision": {}, "form": {}}
        self.unchanged: list[str] = []

    def form(self, key: str, file: str, schema: Mapping[str, Any], content: bytes) -> UUID:
        """Return the id of the form's newest version, adding one if its content differs."""
        return self._version(
            FormDefinition,
            "form",
            key,
            _digest(content),
            lambda common: FormDefinition(**common, file=file, schema=dict(schema)),
        )

    def decision(self, key: str, title: str, file: str, content: bytes) -> UUID:
        return self._version(
            DecisionDefinition,
            "decision",
            key,
            _digest(content),
            lambda common: DecisionDefinition(**common, file=file, name=title, xml=content),
        )

    def process(
        self, info: ProcessInfo, file: str, content: bytes, reading: Reading, forms: Mapping[str, UUID]
    ) -> UUID:
        """Add the process if its model or one of its pinned forms differs."""
        pinned = {k: str(forms.get(k) or reading.known_forms[k]) for k in info.form_keys}
        digest = _digest(content + repr(sorted(pinned.items())).encode())

        def make(common: Mapping[str, Any]) -> ProcessDefinition:
            definition = ProcessDefinition(
                **common,
                name=info.name or info.id,
                version_tag=info.version_tag,
                file=file,
                xml=content,
                forms=pinned,
                starts=[_start_values(start) for start in info.starts],
                elements={k: list(v) for k, v in info.elements.items()},
            )
            self.new_processes.append((definition, info))
            return definition

        return self._version(ProcessDefinition, "process", info.id, digest, make)

    def _version(
        self, table: Any, kind: str, key: str, digest: str, make: Callable[[Mapping[str, Any]], Any]
    ) -> UUID:
        newest = self.ctx.session.execute(
            select(table.id, table.version, table.digest)
            .where(table.tenant_id == self.ctx.tenant, table.key == key)
            .order_by(table.version.desc())
            .limit(1)
        ).one_or_none()
        if newest is not None and newest.digest == digest:
            self.unchanged.append(key)
            return UUID(str(newest.id))
        version = (newest.version if newest else 0) + 1
        row_id = new_id()
        common = {
            "tenant_id": self.ctx.tenant,
            "id": row_id,
            "deployment_id": self.deployment_id,
            "key": key,
            "version": version,
            "digest": digest,
            "deployed_at": self.ctx.now,
        }
        self.added.append(make(common))
        self.versions[kind][key] = version
        return row_id


def _replace_starts(ctx: Context, definition: ProcessDefinition, info: ProcessInfo) -> None:
    """Let messages, signals and timers start the new version, no longer the old ones."""
    of_key = select(ProcessDefinition.id).where(
        ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.key == definition.key
    )
    ctx.session.execute(
        delete(Subscription).where(
            Subscription.tenant_id == ctx.tenant,
            Subscription.instance_id.is_(None),
            Subscription.definition_id.in_(of_key),
        )
    )
    for start in info.starts:
        if start.kind in ("message", "signal"):
            ctx.session.add(_start_subscription(ctx, definition, start))


def _start_subscription(ctx: Context, definition: ProcessDefinition, start: StartInfo) -> Subscription:
    return Subscription(
        tenant_id=ctx.tenant,
        id=new_id(),
        kind=start.kind,
        name=str(start.attributes.get(start.kind, start.name)),
        correlation_key=None,
        definition_id=definition.id,
        element_id=start.element_id,
        created_at=ctx.now,
    )


def _start_values(start: StartInfo) -> dict[str, Any]:
    return {
        "element_id": start.element_id,
        "kind": start.kind,
        "name": start.name,
        "attributes": dict(start.attributes),
    }


def _topics(ctx: Context, more: Collection[str]) -> frozenset[str] | None:
    """Return every topic that somebody works on; None if any topic may be used."""
    office = ctx.office
    if office.external_topics is None:
        return None
    return office.topics | office.external_topics | frozenset(operations.OPERATIONS) | frozenset(more)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(files: Mapping[str, bytes]) -> str:
    return _digest(b"".join(path.encode() + b"\0" + _digest(files[path]).encode() for path in sorted(files)))
