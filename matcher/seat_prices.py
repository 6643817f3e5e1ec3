"""What the last plan says a seat of each opening costs the others."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from matcher.ranking_tables import SeatPrice


def prices_of(session: Session, openings: Sequence[int]) -> dict[int, float]:
    """Prices of given opening ids, in chance; an opening that the last plan did not know is left out."""
    query = select(SeatPrice.opening_id, SeatPrice.price).where(col(SeatPrice.opening_id).in_(openings))
    return {opening: price for opening, price in session.exec(query).all()}


def keep_prices(session: Session, run_id: int, prices: Mapping[int, float]) -> None:
    """Put the prices of a new plan in the place of the last one's."""
    session.execute(delete(SeatPrice))
    if prices:
        rows = [{"opening_id": opening, "price": price, "run_id": run_id} for opening, price in prices.items()]
        session.execute(insert(SeatPrice), rows)
