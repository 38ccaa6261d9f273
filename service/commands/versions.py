"""Versions of a document: every text that anyone left, kept for good."""

from collections.abc import Mapping
from typing import Any

from service.context import Context
from service.domain.document_versions import version_digest
from service.persistence.models import Document, DocumentVersion


def current_content(ctx: Context, document: Document) -> dict[str, Any]:
    """Return the text of the newest version; empty before there is one."""
    if document.version == 0:
        return {}
    row = ctx.session.get_one(DocumentVersion, (ctx.tenant, document.id, document.version))
    return dict(row.content)


def add_version(ctx: Context, document: Document, content: Mapping[str, Any], reason: str) -> DocumentVersion:
    """Add a version by the actor and make it the current one."""
    previous = _digest_of_current(ctx, document)
    document.version += 1
    document.title = str(content.get("title") or document.title)
    document.updated_at = ctx.now
    version = DocumentVersion(
        tenant_id=ctx.tenant,
        document_id=document.id,
        version=document.version,
        content=dict(content),
        digest=version_digest(content, document.version, previous),
        author_id=ctx.actor,
        reason=reason,
        created_at=ctx.now,
    )
    ctx.session.add(version)
    ctx.session.flush()
    return version


def _digest_of_current(ctx: Context, document: Document) -> str:
    if document.version == 0:
        return ""
    return ctx.session.get_one(DocumentVersion, (ctx.tenant, document.id, document.version)).digest
