"""The office in the back office: possible duplicates, and what is done with a customer as a whole."""

from apps.office.admin.customer_acts import CustomerActs
from apps.office.admin.duplicates import DuplicatePairAdmin

__all__ = ["CustomerActs", "DuplicatePairAdmin"]
