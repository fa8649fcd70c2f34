"""Stock in the back office: levels, moves, reservations, transfers, and each product's story."""

from apps.inventory.admin.levels import StockLevelAdmin
from apps.inventory.admin.moves import ReservationAdmin, StockMoveAdmin
from apps.inventory.admin.transfers import TransferAdmin

__all__ = ["ReservationAdmin", "StockLevelAdmin", "StockMoveAdmin", "TransferAdmin"]
