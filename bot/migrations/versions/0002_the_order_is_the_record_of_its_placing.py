"""The order itself is the record of its placing: no second row says it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM order_events WHERE what = 'placed'"))


def downgrade() -> None:
    op.execute(
        sa.text(
            'INSERT INTO order_events (order_id, at, "by", what, note) '
            "SELECT id, opened_at, person, 'placed', text FROM orders"
        )
    )
