"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service.persistence.base import UtcDateTime
from service.persistence.ledger import create_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("deputy_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_person", "absences", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "acting_heads",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("acting_person_id", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "unit_code", "from_date", name=op.f("pk_acting_heads")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    op.create_table(
        "deployments",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("deployed_at", UtcDateTime(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_deployments")),
    )
    op.create_table(
        "deputy_order",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("deputy_person_id", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "unit_code", "post", "seq", name=op.f("pk_deputy_order")),
    )
    op.create_table(
        "directives",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("original_text", sa.Text(), nullable=False),
        sa.Column("arranged_text", sa.Text(), nullable=True),
        sa.Column("issuer_id", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_memo_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("report_cycle", sa.Text(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=True),
        sa.Column("planned_at", UtcDateTime(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_directives")),
    )
    op.create_index("ix_directives_state", "directives", ["tenant_id", "state", "due_on"], unique=False)
    op.create_table(
        "documents",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("work_type", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("drafter_id", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("unit_task", sa.Text(), nullable=True),
        sa.Column("retention", sa.Text(), nullable=True),
        sa.Column("disclosure", sa.Text(), nullable=True),
        sa.Column("disclosure_clause", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.Text(), nullable=True),
        sa.Column(
            "line",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "working_copy",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("memo_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("register_unit", sa.Text(), nullable=True),
        sa.Column("register_year", sa.Integer(), nullable=True),
        sa.Column("register_serial", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("registered_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "tenant_id",
            "register_unit",
            "register_year",
            "register_serial",
            name=op.f("uq_documents_tenant_id_register_unit_register_year_register_serial"),
        ),
    )
    op.create_index(
        "ix_documents_drafter", "documents", ["tenant_id", "drafter_id", "created_at"], unique=False
    )
    op.create_index("ix_documents_instance", "documents", ["tenant_id", "instance_id"], unique=False)
    op.create_index(
        "ix_documents_unit", "documents", ["tenant_id", "unit_code", "registered_at"], unique=False
    )
    op.create_table(
        "history",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "instance_id", "seq", name=op.f("pk_history")),
    )
    op.create_table(
        "holidays",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_working_day", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "incidents",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_instance", "incidents", ["tenant_id", "instance_id"], unique=False)
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["tenant_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
        sqlite_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "memos",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reporter_id", sa.Text(), nullable=False),
        sa.Column("unit_task", sa.Text(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_memos")),
    )
    op.create_index("ix_memos_reporter", "memos", ["tenant_id", "reporter_id", "sent_at"], unique=False)
    op.create_table(
        "message_receipts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name=op.f("pk_message_receipts")),
    )
    op.create_table(
        "people",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("display_title", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("is_team_lead", sa.Boolean(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_people")),
        sa.UniqueConstraint("tenant_id", "login", name=op.f("uq_people_tenant_id_login")),
    )
    op.create_table(
        "register_series",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next_serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "unit_code", "year", name=op.f("pk_register_series")),
    )
    op.create_table(
        "role_substitutions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("missing_role", sa.Text(), nullable=False),
        sa.Column("substitute_role", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "unit_code", "missing_role", name=op.f("pk_role_substitutions")),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("directory_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
    )
    op.create_table(
        "unit_tasks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("default_disclosure", sa.Text(), nullable=False),
        sa.Column("record_folder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_unit_tasks")),
    )
    op.create_table(
        "units",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("head_post", sa.Text(), nullable=False),
        sa.Column("head_role", sa.Text(), nullable=False),
        sa.Column("is_processing_unit", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_units")),
    )
    op.create_table(
        "approval_steps",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("holder_id", sa.Text(), nullable=True),
        sa.Column("acted_by", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column(
            "marks",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.Column(
            "reason",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version_read", sa.Integer(), nullable=True),
        sa.Column("version_out", sa.Integer(), nullable=True),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_approval_steps_tenant_id_document_id_documents"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval_steps")),
        sa.UniqueConstraint(
            "tenant_id",
            "document_id",
            "round",
            "seq",
            name=op.f("uq_approval_steps_tenant_id_document_id_round_seq"),
        ),
    )
    op.create_table(
        "decision_definitions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("deployed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "deployment_id"],
            ["deployments.tenant_id", "deployments.id"],
            name=op.f("fk_decision_definitions_tenant_id_deployment_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_decision_definitions")),
        sa.UniqueConstraint(
            "tenant_id", "key", "version", name=op.f("uq_decision_definitions_tenant_id_key_version")
        ),
    )
    op.create_table(
        "directive_reports",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("directive_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "directive_id"],
            ["directives.tenant_id", "directives.id"],
            name=op.f("fk_directive_reports_tenant_id_directive_id_directives"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "directive_id", "seq", name=op.f("pk_directive_reports")),
    )
    op.create_table(
        "document_versions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_document_versions_tenant_id_document_id_documents"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "document_id", "version", name=op.f("pk_document_versions")),
    )
    op.create_table(
        "form_definitions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "schema",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("deployed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "deployment_id"],
            ["deployments.tenant_id", "deployments.id"],
            name=op.f("fk_form_definitions_tenant_id_deployment_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_form_definitions")),
        sa.UniqueConstraint(
            "tenant_id", "key", "version", name=op.f("uq_form_definitions_tenant_id_key_version")
        ),
    )
    op.create_table(
        "memo_receipts",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("memo_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "memo_id"],
            ["memos.tenant_id", "memos.id"],
            name=op.f("fk_memo_receipts_tenant_id_memo_id_memos"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "memo_id", "person_id", name=op.f("pk_memo_receipts")),
    )
    op.create_index("ix_memo_receipts_person", "memo_receipts", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "opinions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name=op.f("fk_opinions_tenant_id_document_id_documents"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_opinions")),
    )
    op.create_index(
        "ix_opinions_document", "opinions", ["tenant_id", "document_id", "created_at"], unique=False
    )
    op.create_table(
        "process_definitions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version_tag", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=True),
        sa.Column(
            "forms",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "starts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "elements",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("deployed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "deployment_id"],
            ["deployments.tenant_id", "deployments.id"],
            name=op.f("fk_process_definitions_tenant_id_deployment_id_deployments"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_process_definitions")),
        sa.UniqueConstraint(
            "tenant_id", "key", "version", name=op.f("uq_process_definitions_tenant_id_key_version")
        ),
    )
    op.create_table(
        "process_instances",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "ended", "cancelled", name="instancestatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column(
            "open_tokens",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "definition_id"],
            ["process_definitions.tenant_id", "process_definitions.id"],
            name=op.f("fk_process_instances_tenant_id_definition_id_process_definitions"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_process_instances")),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(
        "ix_process_instances_business_key", "process_instances", ["tenant_id", "business_key"], unique=False
    )
    op.create_index(
        "ix_process_instances_starter", "process_instances", ["tenant_id", "started_by", "id"], unique=False
    )
    op.create_index(
        "ix_process_instances_status",
        "process_instances",
        ["tenant_id", "status", "started_at"],
        unique=False,
    )
    op.create_table(
        "jobs",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("timer", "call", "signal", "start", name="jobkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column(
            "payload",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("retries", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "done", "dead", "cancelled", name="jobstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("run_at", UtcDateTime(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instance_id"],
            ["process_instances.tenant_id", "process_instances.id"],
            name=op.f("fk_jobs_tenant_id_instance_id_process_instances"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_jobs_tenant_id_key")),
    )
    op.create_index(
        "ix_jobs_due",
        "jobs",
        ["run_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_jobs_instance", "jobs", ["tenant_id", "instance_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("definition_id", sa.Uuid(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instance_id"],
            ["process_instances.tenant_id", "process_instances.id"],
            name=op.f("fk_subscriptions_tenant_id_instance_id_process_instances"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscriptions")),
    )
    op.create_index("ix_subscriptions_instance", "subscriptions", ["tenant_id", "instance_id"], unique=False)
    op.create_index(
        "ix_subscriptions_name",
        "subscriptions",
        ["tenant_id", "kind", "name", "correlation_key"],
        unique=False,
    )
    op.create_table(
        "user_tasks",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.Column("loop_index", sa.Integer(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column(
            "candidate_users",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "candidate_groups",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "completed", "cancelled", name="taskstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("follow_up_at", UtcDateTime(), nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=True),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=True),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instance_id"],
            ["process_instances.tenant_id", "process_instances.id"],
            name=op.f("fk_user_tasks_tenant_id_instance_id_process_instances"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_user_tasks")),
    )
    op.create_index(
        "ix_user_tasks_done", "user_tasks", ["tenant_id", "completed_by", "ended_at"], unique=False
    )
    op.create_index(
        "ix_user_tasks_instance", "user_tasks", ["tenant_id", "instance_id", "state"], unique=False
    )
    op.create_index("ix_user_tasks_on_behalf", "user_tasks", ["tenant_id", "on_behalf_of"], unique=False)
    op.create_table(
        "task_grants",
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "task_id"],
            ["user_tasks.tenant_id", "user_tasks.id"],
            name=op.f("fk_task_grants_tenant_id_task_id_user_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "principal", "due_at", "task_id", name=op.f("pk_task_grants")),
    )
    op.create_index("ix_task_grants_task", "task_grants", ["tenant_id", "task_id"], unique=False)
    create_guards(op.get_bind())


def downgrade() -> None:
    op.drop_index("ix_task_grants_task", table_name="task_grants")
    op.drop_table("task_grants")
    op.drop_index("ix_user_tasks_on_behalf", table_name="user_tasks")
    op.drop_index("ix_user_tasks_instance", table_name="user_tasks")
    op.drop_index("ix_user_tasks_done", table_name="user_tasks")
    op.drop_table("user_tasks")
    op.drop_index("ix_subscriptions_name", table_name="subscriptions")
    op.drop_index("ix_subscriptions_instance", table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_index("ix_jobs_instance", table_name="jobs")
    op.drop_index(
        "ix_jobs_due",
        table_name="jobs",
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.drop_table("jobs")
    op.drop_index("ix_process_instances_status", table_name="process_instances")
    op.drop_index("ix_process_instances_starter", table_name="process_instances")
    op.drop_index("ix_process_instances_business_key", table_name="process_instances")
    op.drop_table("process_instances")
    op.drop_table("process_definitions")
    op.drop_index("ix_opinions_document", table_name="opinions")
    op.drop_table("opinions")
    op.drop_index("ix_memo_receipts_person", table_name="memo_receipts")
    op.drop_table("memo_receipts")
    op.drop_table("form_definitions")
    op.drop_table("document_versions")
    op.drop_table("directive_reports")
    op.drop_table("decision_definitions")
    op.drop_table("approval_steps")
    op.drop_table("units")
    op.drop_table("unit_tasks")
    op.drop_table("tenants")
    op.drop_table("role_substitutions")
    op.drop_table("register_series")
    op.drop_table("people")
    op.drop_table("message_receipts")
    op.drop_index("ix_memos_reporter", table_name="memos")
    op.drop_table("memos")
    op.drop_index(
        "ix_incidents_open",
        table_name="incidents",
        postgresql_where=sa.text("resolved_at IS NULL"),
        sqlite_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index("ix_incidents_instance", table_name="incidents")
    op.drop_table("incidents")
    op.drop_table("holidays")
    op.drop_table("history")
    op.drop_index("ix_documents_unit", table_name="documents")
    op.drop_index("ix_documents_instance", table_name="documents")
    op.drop_index("ix_documents_drafter", table_name="documents")
    op.drop_table("documents")
    op.drop_index("ix_directives_state", table_name="directives")
    op.drop_table("directives")
    op.drop_table("deputy_order")
    op.drop_table("deployments")
    op.drop_table("api_tokens")
    op.drop_table("acting_heads")
    op.drop_index("ix_absences_person", table_name="absences")
    op.drop_table("absences")
