"""Year that an objective is counted from, and the day when it is dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """From the migration before to this one."""
    op.add_column("objective", sa.Column("baseline", sa.Integer()))
    op.add_column("objective", sa.Column("dropped_on", sa.Date()))
