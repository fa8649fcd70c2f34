"""The back office of loyalty: the programme's settings, its tiers, who takes part, and every point's story."""

from apps.loyalty.admin.accounts import AccountAdmin as AccountAdmin
from apps.loyalty.admin.entries import PointEntryAdmin as PointEntryAdmin
from apps.loyalty.admin.programme import ProgrammeAdmin as ProgrammeAdmin
from apps.loyalty.admin.programme import TierAdmin as TierAdmin
