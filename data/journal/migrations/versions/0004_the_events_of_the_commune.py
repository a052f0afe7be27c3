"""Events of the commune."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """From the migration before to this one."""
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("dropped_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
