"""Finding what was deployed: definitions, forms and decisions, each compiled once per process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import select

from service.context import Context
from service.decisions import DecisionModel, DecisionResult, read_model
from service.domain.errors import NotFound
from service.engine import Called, CompiledProcess
from service.forms import Form, read_form
from service.persistence.models import DecisionDefinition, FormDefinition, ProcessDefinition


@dataclass(frozen=True)
class Definition:
    """One version of a process, without its XML. ``forms`` maps form key to the pinned form's id."""

    id: UUID
    deployment_id: UUID
    key: str
    version: int
    name: str
    file: str
    forms: Mapping[str, str]
    starts: tuple[Mapping[str, Any], ...]
    elements: Mapping[str, Any]

    def start_attributes(self) -> Mapping[str, Any]:
        """Return the extension attributes of the start event without a trigger, if there is one."""
        plain = (s for s in self.starts if s["kind"] == "none")
        return dict(next(plain, {}).get("attributes", {}))


_COLUMNS = [getattr(ProcessDefinition, name) for name in Definition.__dataclass_fields__]


def definition(ctx: Context, definition_id: UUID) -> Definition:
    """Return the definition; raise ``NotFound`` if this office has none with that id."""

    def load() -> Definition:
        query = select(*_COLUMNS).where(
            ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.id == definition_id
        )
        return _definition(ctx, query) or _missing(f"process definition {definition_id}")

    found: Definition = ctx.office.definitions.get(("definition", ctx.tenant, definition_id), load)
    return found


def latest(ctx: Context, key: str) -> Definition:
    """Return the newest version of ``key``; raise ``NotFound`` if it was never deployed."""
    query = (
        select(*_COLUMNS)
        .where(ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.key == key)
        .order_by(ProcessDefinition.version.desc())
        .limit(1)
    )
    return _definition(ctx, query) or _missing(f"process definition {key}")


def compiled(ctx: Context, of: Definition) -> CompiledProcess:
    """Return the executable form of a definition."""

    def compile_it() -> CompiledProcess:
        xml = ctx.session.execute(
            select(ProcessDefinition.xml).where(
                ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.id == of.id
            )
        ).scalar_one()
        return ctx.engine.compile(xml, of.file, of.key)

    process: CompiledProcess = ctx.office.definitions.get(("compiled", ctx.tenant, of.id), compile_it)
    return process


def form(ctx: Context, of: Definition, form_key: str) -> Form:
    """Return the form that was pinned to ``form_key`` when the definition was deployed.

    A process that it calls was bound later; of that one the newest form counts.
    """
    newest = (
        select(FormDefinition.id)
        .where(FormDefinition.tenant_id == ctx.tenant, FormDefinition.key == form_key)
        .order_by(FormDefinition.version.desc())
        .limit(1)
    )
    form_id = of.forms.get(form_key) or str(
        ctx.session.scalar(newest) or _missing(f"form {form_key} in {of.key} version {of.version}")
    )

    def load() -> Form:
        schema, file = ctx.session.execute(
            select(FormDefinition.schema, FormDefinition.file).where(
                FormDefinition.tenant_id == ctx.tenant, FormDefinition.id == UUID(form_id)
            )
        ).one()
        return read_form(schema, file)

    found: Form = ctx.office.definitions.get(("form", ctx.tenant, form_id), load)
    return found


@dataclass(frozen=True)
class Decisions:
    """The decisions and processes that an instance of ``definition`` may call, found when they are called."""

    ctx: Context
    deployment_id: UUID | None

    def decide(
        self,
        decision_id: str,
        binding: str,
        version: int | None,
        variables: Mapping[str, Any],
        now: datetime,
    ) -> DecisionResult:
        """Evaluate a decision; ``binding`` is latest, deployment or version.

        Raises ``NotFound``, or ``Invalid`` where the table gives no lawful answer or asks for a variable
        that is not there.
        """
        model = self._model(decision_id, binding, version)
        return model.decide(decision_id, variables, now=now, strict=True)

    def process(self, key: str, binding: str, version: int | None, tag: str | None) -> Called:
        """Find a process to call; ``binding`` is latest, deployment, version or versionTag.

        Raises ``NotFound``.
        """
        query = select(*_COLUMNS).where(
            ProcessDefinition.tenant_id == self.ctx.tenant, ProcessDefinition.key == key
        )
        if binding == "deployment":
            query = query.where(ProcessDefinition.deployment_id == self.deployment_id)
        elif binding == "version":
            query = query.where(ProcessDefinition.version == version)
        elif binding == "versionTag":
            query = query.where(ProcessDefinition.version_tag == tag)
        found = _definition(self.ctx, query.order_by(ProcessDefinition.version.desc()).limit(1))
        return self._called(found or _missing(f"process {key} ({binding} {version or tag or ''})"))

    def recall(self, reference: str) -> Called:
        """Return the very version that was called before."""
        return self._called(definition(self.ctx, UUID(reference)))

    def _called(self, of: Definition) -> Called:
        return Called(str(of.id), compiled(self.ctx, of), Decisions(self.ctx, of.deployment_id))

    def _model(self, decision_id: str, binding: str, version: int | None) -> DecisionModel:
        query = select(DecisionDefinition.id).where(
            DecisionDefinition.tenant_id == self.ctx.tenant, DecisionDefinition.key == decision_id
        )
        if binding == "deployment":
            query = query.where(DecisionDefinition.deployment_id == self.deployment_id)
        elif binding == "version":
            query = query.where(DecisionDefinition.version == version)
        row_id = self.ctx.session.scalar(query.order_by(DecisionDefinition.version.desc()).limit(1))
        if row_id is None:
            raise NotFound(f"no decision {decision_id} ({binding} {version or ''})".replace(" )", ")"))
        model: DecisionModel = self.ctx.office.definitions.get(
            ("decision", self.ctx.tenant, row_id), lambda: self._load(row_id)
        )
        return model

    def _load(self, row_id: UUID) -> DecisionModel:
        xml, file = self.ctx.session.execute(
            select(DecisionDefinition.xml, DecisionDefinition.file).where(
                DecisionDefinition.tenant_id == self.ctx.tenant, DecisionDefinition.id == row_id
            )
        ).one()
        return read_model(xml, file)


def decisions(ctx: Context, of: Definition | None = None) -> Decisions:
    """Return the library of decisions for instances of a definition, or for the whole office."""
    return Decisions(ctx, of.deployment_id if of else None)


def _definition(ctx: Context, query: Any) -> Definition | None:
    row = ctx.session.execute(query).one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    return Definition(**{**values, "starts": tuple(values["starts"])})


def _missing(what: str) -> NoReturn:
    raise NotFound(f"no {what}")
