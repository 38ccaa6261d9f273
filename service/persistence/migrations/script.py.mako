"""${message}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service.persistence.base import UtcDateTime
from service.persistence.ledger import create_guards

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
    create_guards(op.get_bind())


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
