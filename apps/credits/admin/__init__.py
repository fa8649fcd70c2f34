"""Store credits in the back office."""

from apps.credits.admin.credits import CreditAdmin

__all__ = ["CreditAdmin"]
