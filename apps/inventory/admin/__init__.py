"""Stock in the back office: levels, moves, reservations, and each product's story."""

from apps.inventory.admin.levels import StockLevelAdmin
from apps.inventory.admin.moves import ReservationAdmin, StockMoveAdmin

__all__ = ["ReservationAdmin", "StockLevelAdmin", "StockMoveAdmin"]
