"""measures and remedies."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import bot.db

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted")),
        sa.UniqueConstraint("measure", "month", name=op.f("uq_counted_measure_month")),
    )
    with op.batch_alter_table("counted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counted_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_counted_month"), ["month"], unique=False)

    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measure", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("month", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("value", bot.db.Exact(), nullable=True))
        batch_op.add_column(sa.Column("target", bot.db.Exact(), nullable=True))
        batch_op.alter_column("order_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_remedies_measure"), ["measure"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_remedies_measure_month"), ["measure", "month"])


def downgrade() -> None:
    op.execute("DELETE FROM remedies WHERE order_id IS NULL")
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_remedies_measure_month"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_remedies_measure"))
        batch_op.alter_column("order_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("target")
        batch_op.drop_column("value")
        batch_op.drop_column("month")
        batch_op.drop_column("measure")

    with op.batch_alter_table("counted", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counted_month"))
        batch_op.drop_index(batch_op.f("ix_counted_batch_id"))

    op.drop_table("counted")
