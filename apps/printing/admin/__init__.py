"""Printing in the back office: printers and agents, who prints what, jobs, the virtual printer's paper, label sizes."""

from apps.printing.admin.agents import AgentAdmin
from apps.printing.admin.jobs import PrintJobAdmin
from apps.printing.admin.labels import LabelFormatAdmin
from apps.printing.admin.printers import PrinterAdmin
from apps.printing.admin.routes import RouteAdmin
from apps.printing.admin.sheets import PrintedSheetAdmin

__all__ = ["AgentAdmin", "LabelFormatAdmin", "PrintJobAdmin", "PrintedSheetAdmin", "PrinterAdmin", "RouteAdmin"]
