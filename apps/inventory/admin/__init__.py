"""Stock in the back office: levels, moves, reservations, transfers, counts, write-offs, and each product's story."""

from apps.inventory.admin.counts import StockCountAdmin
from apps.inventory.admin.levels import StockLevelAdmin
from apps.inventory.admin.moves import ReservationAdmin, StockMoveAdmin
from apps.inventory.admin.transfers import TransferAdmin
from apps.inventory.admin.write_offs import WriteOffAdmin

__all__ = [
    "ReservationAdmin",
    "StockCountAdmin",
    "StockLevelAdmin",
    "StockMoveAdmin",
    "TransferAdmin",
    "WriteOffAdmin",
]
