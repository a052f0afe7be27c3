"""Agenda, frozen blocks and remarks of a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """From the migration before to this one."""
    op.add_column("meeting", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    op.add_column("meeting", sa.Column("kind", sa.String(16), nullable=False, server_default="plénière"))
    op.add_column("meeting", sa.Column("scope", sa.String(16), nullable=False, server_default="coordination"))
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("champ", sa.Text(), nullable=False),
        sa.Column("dropped_on", sa.Date()),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"])
    op.create_table(
        "frozen_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_on", sa.Date()),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name="fk_frozen_block_agenda_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_frozen_block"),
        sa.UniqueConstraint("code", name="uq_frozen_block_code"),
    )
    op.create_index("ix_frozen_block_agenda_item_id", "frozen_block", ["agenda_item_id"])
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=False),
        sa.Column("frozen_block_id", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name="fk_remark_agenda_item_id"),
        sa.ForeignKeyConstraint(["frozen_block_id"], ["frozen_block.id"], name="fk_remark_frozen_block_id"),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
    )
    op.create_index("ix_remark_agenda_item_id", "remark", ["agenda_item_id"])
    op.create_index("ix_remark_frozen_block_id", "remark", ["frozen_block_id"])
    with op.batch_alter_table("decision") as decision:
        decision.add_column(sa.Column("frozen_block_id", sa.Integer()))
        decision.create_foreign_key("fk_decision_frozen_block_id", "frozen_block", ["frozen_block_id"], ["id"])
        decision.create_index("ix_decision_frozen_block_id", ["frozen_block_id"])
