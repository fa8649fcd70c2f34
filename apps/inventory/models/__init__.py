"""Stock: what lies where, worth how much, and the papers by which it moves, is counted and written off."""

from apps.inventory.models.count import CountEntry, CountLine, CountStep, StockCount
from apps.inventory.models.paper import Document, Step
from apps.inventory.models.stock import LowStockNotice, Reservation, StockLevel, StockMove
from apps.inventory.models.transfer import Transfer, TransferLine, TransferStep
from apps.inventory.models.write_off import WriteOff, WriteOffLine, WriteOffStep

__all__ = [
    "CountEntry",
    "CountLine",
    "CountStep",
    "Document",
    "LowStockNotice",
    "Reservation",
    "Step",
    "StockCount",
    "StockLevel",
    "StockMove",
    "Transfer",
    "TransferLine",
    "TransferStep",
    "WriteOff",
    "WriteOffLine",
    "WriteOffStep",
]
