"""A barcode and pieces a line, as a workbook: read however its cells are written, or nothing of it is taken."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.catalog import barcodes
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.core.sheets.refusals import UnreadableFile
from apps.inventory import pasted
from tests.core import hostile
from tests.factories.catalog import make_product
from tests.factories.transfers import make_cities, make_transfer
from tests.factories.users import make_manager, signed_in
from tests.purchasing import workbooks

pytestmark = pytest.mark.django_db
TITLES = ("barcode", "quantity")


@pytest.fixture
def shirt() -> Product:
    return make_product(style="Office Shirt")


def code_of(product: Product) -> str:
    return product.barcodes.get().code


@pytest.mark.parametrize("titles", [TITLES, ("Barcode", "Pieces"), ("Code", "Qty")])
def test_columns_are_found_by_their_titles_wherever_they_stand(shirt, titles):
    code = code_of(shirt)
    header = ["name", titles[1], "", titles[0]]
    book = workbooks.workbook(["x", 2, None, code], ["y", "3", None, int(code)], titles=header)

    assert pasted.pieces_in(book) == {shirt.pk: 5}


def test_without_titles_the_first_two_columns_count_and_an_empty_figure_is_one_piece(shirt):
    code = code_of(shirt)

    assert pasted.pieces_in(workbooks.workbook([code], [code, 2.0], titles=[code, 4])) == {shirt.pk: 7}
    assert pasted.pieces_in(f"{code};2\n{code};\n".encode()) == {shirt.pk: 3}
    assert pasted.pieces_in(f"what,how many\n{code},2\n".encode()) == {shirt.pk: 2}


def test_a_code_that_the_workbook_keeps_as_a_power_is_read(shirt):
    code = code_of(shirt)
    power = f"{code[0]}.{code[1:]}E+12"
    cells = f'<row r="1"><c r="A1"><v>{power}</v></c><c r="B1"><v>3</v></c></row>'

    assert pasted.pieces_in(workbooks.sheet_with(cells)) == {shirt.pk: 3}


def test_a_upc_scans_in_both_forms(shirt):
    barcodes.add(shirt, "012345678905", by=Actor.system())

    assert pasted.pieces_in(b"012345678905,1\n0012345678905,1\n") == {shirt.pk: 2}


def test_faults_are_told_by_row_and_nothing_is_taken(shirt):
    code = code_of(shirt)
    book = workbooks.workbook([code, 2], ["123", 1], [code, "two"], [code, 0], [code, 1.5], ["=1+1", 1], titles=TITLES)

    with pytest.raises(InvalidInput) as refusal:
        pasted.pieces_in(book)

    assert refusal.value.sentence == (
        "Nothing was added: row 3: no product on sale has the code 123; row 4: “two” is no number of pieces; "
        "row 5: “0” is no number of pieces; row 6: “1.5” is no number of pieces; "
        "row 7: no product on sale has the code a formula."
    )


def test_an_empty_list_says_what_it_wants():
    with pytest.raises(InvalidInput, match="a column barcode and a column quantity"):
        pasted.pieces_in(workbooks.workbook(titles=TITLES))


@pytest.mark.parametrize("trick", hostile.FILES)
def test_a_hostile_file_is_refused_with_a_sentence(trick):
    with pytest.raises((UnreadableFile, InvalidInput)):
        pasted.pieces_in(hostile.FILES[trick])


def test_a_thousand_rows_ask_the_database_a_few_times(shirt, django_assert_max_num_queries):
    rows = "".join(f"{code_of(shirt)},1\n" for _ in range(1_000))

    with django_assert_max_num_queries(2):
        assert pasted.pieces_in(rows.encode()) == {shirt.pk: 1_000}


# On the desk of a transfer.


def upload(transfer, content: bytes, rows: str = "") -> str:
    manager = signed_in(make_manager(transfer.source.shop))
    typed = {"paste": "1", "rows": rows} | ({"file": SimpleUploadedFile("l.xlsx", content)} if content else {})
    return manager.post(f"/admin/inventory/transfer/{transfer.pk}/desk/", typed, follow=True).content.decode()


def test_a_workbook_fills_the_box(noon, shirt):
    transfer = make_transfer(make_cities())

    assert "1 product was added." in upload(transfer, workbooks.workbook([code_of(shirt), 3], titles=TITLES))

    assert transfer.lines.get(product=shirt).asked == 3


def test_a_workbook_with_one_wrong_row_fills_nothing(noon, shirt):
    transfer = make_transfer(make_cities())

    page = upload(transfer, workbooks.workbook([code_of(shirt), 3], ["123", 1], titles=TITLES))

    assert ("row 3: no product on sale has the code 123" in page, transfer.lines.count()) == (True, 1)


def test_a_refused_paste_stays_in_its_box(noon, shirt):
    transfer = make_transfer(make_cities())
    typed = f"{code_of(shirt)} 3\n123 1"

    page = upload(transfer, b"", typed)

    assert ("line 2: no product on sale has the code 123" in page, f"{typed}</textarea>" in page) == (True, True)
    assert (page.count('<details class="desk-more" open>'), transfer.lines.count()) == (1, 1)


@pytest.mark.parametrize("content", [b"", b"a,1\n"])
def test_neither_or_both_is_told(noon, shirt, content):
    transfer = make_transfer(make_cities())

    page = upload(transfer, content, "" if not content else f"{code_of(shirt)} 3")

    assert ("Paste two columns, or choose a workbook: one of both." in page, transfer.lines.count()) == (True, 1)
