"""The empty list that staff fill in: the titles, an example, and the allowed values to choose from."""

import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from apps.purchasing.imports.kinds import KINDS, Kind

ROWS = 5_000


def workbook(kind: str) -> bytes:
    """Two sheets: the list with drop-downs, and the values that they offer."""
    layout = KINDS[kind].LAYOUT
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = kind.capitalize()
    sheet.append([f"{name}*" if name in layout.required else name for name in layout.readers])
    sheet.append([cell if cell != "" else None for cell in KINDS[kind].EXAMPLE])
    sheet.freeze_panes = "A2"
    for place, name in enumerate(layout.readers, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(len(name) + 4, 14)
    _offer(book, sheet, KINDS[kind])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _offer(book: Workbook, sheet: Worksheet, kind: Kind) -> None:
    values = book.create_sheet("Values")
    titles = list(kind.LAYOUT.readers)
    for place, (name, offered) in enumerate(kind.choices().items(), 1):
        letter = get_column_letter(place)
        for row, value in enumerate((name, *offered), 1):
            values.cell(row, place, value).data_type = "s"
        rule = DataValidation(
            "list", formula1=f"Values!${letter}$2:${letter}${max(len(offered) + 1, 2)}", allow_blank=True
        )
        rule.showErrorMessage = name in kind.MUST_BE_CHOSEN
        column = get_column_letter(titles.index(name) + 1)
        rule.add(f"{column}2:{column}{ROWS}")
        sheet.add_data_validation(rule)
