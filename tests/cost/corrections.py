"""What was booked later to put a closed month right."""

from sqlmodel import Session, col, select

from bot.cost import lines
from bot.cost.lines import CostLine


def corrections(session: Session, month: str) -> list[CostLine]:
    """Return the lines that put a closed month right, as they were booked."""
    rows = select(CostLine).where(CostLine.corrects == month, lines.booked())
    return list(session.exec(rows.order_by(col(CostLine.month), col(CostLine.id))))
