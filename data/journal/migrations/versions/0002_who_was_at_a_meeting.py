"""Families of members that were at a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """From the migration before to this one."""
    op.add_column("meeting", sa.Column("partners", sa.JSON(), nullable=False, server_default="[]"))
