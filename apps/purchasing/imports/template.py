"""The empty price list that staff fill in: the titles, an example, and the allowed values to choose from."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from apps.catalog.models import Brand, Category, Colour, Design, Product, Size
from apps.purchasing.imports.columns import COLUMNS, REQUIRED

EXAMPLE = ("Zara", 15000, "Shirts", "White", "Plain", "M", 12, "percentage", 60, "STORE", "", "")
ROWS = 5_000
MUST_BE_CHOSEN = ("category", "markup_type", "shop")


def workbook() -> bytes:
    """Two sheets: the list with drop-downs, and the values that they offer."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "Products"
    sheet.append([f"{name}*" if name in REQUIRED else name for name in COLUMNS])
    sheet.append(EXAMPLE)
    sheet.freeze_panes = "A2"
    for place, name in enumerate(COLUMNS, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(len(name) + 4, 14)
    _offer(book, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _offer(book: Workbook, sheet: Worksheet) -> None:
    values = book.create_sheet("Values")
    for place, (name, offered) in enumerate(_choices().items(), 1):
        letter = get_column_letter(place)
        for row, value in enumerate((name, *offered), 1):
            values.cell(row, place, value).data_type = "s"
        rule = DataValidation(
            "list", formula1=f"Values!${letter}$2:${letter}${max(len(offered) + 1, 2)}", allow_blank=True
        )
        rule.showErrorMessage = name in MUST_BE_CHOSEN
        column = get_column_letter(COLUMNS.index(name) + 1)
        rule.add(f"{column}2:{column}{ROWS}")
        sheet.add_data_validation(rule)


def _choices() -> dict[str, Sequence[str]]:
    return {
        "brand": list(Brand.objects.values_list("name", flat=True)),
        "category": list(Category.objects.values_list("name", flat=True)),
        "color": list(Colour.objects.values_list("name", flat=True)),
        "design": list(Design.objects.values_list("name", flat=True)),
        "size": list(Size.objects.values_list("name", flat=True)),
        "markup_type": list(Product.Markup.values),
        "shop": ["STORE", "WAREHOUSE"],
    }
