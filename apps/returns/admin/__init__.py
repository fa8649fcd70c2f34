"""The back office of returns: taken back, decided, completed."""

from apps.returns.admin.returns import ReturnAdmin as ReturnAdmin
