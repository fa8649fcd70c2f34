"""The back office's pages of people, roles and what was allowed."""

from apps.users.admin.approvals import ApprovalAdmin, ApprovalRequestAdmin
from apps.users.admin.people import RoleAdmin, UserAdmin

__all__ = ["ApprovalAdmin", "ApprovalRequestAdmin", "RoleAdmin", "UserAdmin"]
