"""claims."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import bot.db

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXED = ("asked", "card", "person", "state")
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", bot.db.UtcDateTime(), nullable=False),
        sa.Column("asked", sa.String(), nullable=True),
        sa.Column("card", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", bot.db.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_claims_{column}"), "claims", [column], unique=False)
    op.create_index(
        "uq_claims_open", "claims", ["person"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claim", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("vouched_by", sa.String(), nullable=True))
        batch_op.create_index(op.f("ix_people_claim"), ["claim"], unique=False)


def downgrade() -> None:
    op.execute("UPDATE people SET unit = claim WHERE unit IS NULL")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_people_claim"))
        batch_op.drop_column("vouched_by")
        batch_op.drop_column("claim")
    op.drop_index("uq_claims_open", table_name="claims")
    for column in INDEXED:
        op.drop_index(op.f(f"ix_claims_{column}"), table_name="claims")
    op.drop_table("claims")
