"""Opening stock: pieces that lay there before the books began, of products that never moved at that place."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.catalog.lists import fold
from apps.catalog.models import Product
from apps.core import holds
from apps.core.actor import Actor
from apps.core.sheets.cells import Sheet
from apps.inventory import opening
from apps.purchasing.imports.columns import Header, Layout, Row, Unfit, pieces, text, understand
from apps.purchasing.imports.columns import revive as revive
from apps.purchasing.imports.findings import Kept, Match, Matches, Tell
from apps.purchasing.imports.lines import barcode, place
from apps.purchasing.imports.matching import products_by_code
from apps.purchasing.models import ImportJob
from apps.stores.models import Place

RIGHT, HOLDS = "catalog.add_product", holds.GOODS
EXAMPLE: Sequence[object] = ("2000000000015", "", 12, "STORE")
MUST_BE_CHOSEN: Sequence[str] = ("place",)
LAYOUT = Layout(
    readers={"barcode": barcode, "product": text(200), "quantity": pieces, "place": place},
    needed=(("barcode", "product"), ("quantity",)),
    also_called={
        **dict.fromkeys(("barcodenumber", "ean", "upc", "code"), "barcode"),
        **dict.fromkeys(("name", "productname", "item", "description"), "product"),
        **dict.fromkeys(("qty", "pieces", "stock", "onhand"), "quantity"),
        **dict.fromkeys(("shop", "where", "location"), "place"),
    },
)


def choices() -> dict[str, Sequence[str]]:
    return {"place": ["STORE", "WAREHOUSE"]}


class _Shelf:
    """What the shop knows of the rows of one list."""

    def __init__(self, rows: Sequence[Row], job: ImportJob) -> None:
        self.places = {row.kind: row for row in Place.objects.filter(shop=job.shop)}
        self.by_code = products_by_code({row.values["barcode"] for row in rows if row.values.get("barcode")})
        self.by_name: dict[str, list[int]] = defaultdict(list)
        names = {fold(row.values["product"]) for row in rows if row.values.get("product")}
        self.products: dict[int, tuple[str, bool]] = {}
        for key, name, archived_at in Product.objects.values_list("pk", "name", "archived_at"):
            self.products[key] = (name, archived_at is not None)
            if fold(name) in names:
                self.by_name[fold(name)].append(key)
        self.moved = {kind: opening.moved_at(where) for kind, where in self.places.items()}
        self.seen: dict[tuple[int, str], int] = {}


def rows(sheet: Sheet, header: Header, job: ImportJob) -> Sequence[Row]:
    return list(understand(sheet, header, LAYOUT))


def compare(rows: Sequence[Row], job: ImportJob, tell: Tell) -> Matches:
    shelf = _Shelf(rows, job)
    found = Matches()
    for done, row in enumerate(rows, 1):
        found.matches.append(_match(row, shelf))
        tell(done, len(rows))
    return found


def write(rows: Sequence[Kept], job: ImportJob, *, by: Actor) -> None:
    reason = _("Import of %(file)s") % {"file": job.file_name}
    places = {row.kind: row for row in Place.objects.filter(shop=job.shop)}
    products = Product.objects.in_bulk([kept.about for kept in rows])
    openings = [
        opening.Opening(products[kept.about], places[_place_of(kept.row)], kept.row.values["quantity"]) for kept in rows
    ]
    opening.open_many(openings, by=by, note=reason[:200])


def finish(job: ImportJob, *, by: Actor) -> None:
    """Each portion said itself what it opened."""


def _match(row: Row, shelf: _Shelf) -> Match:
    said = row.values.get("product") or row.values.get("barcode") or ""
    try:
        key = _find(row, shelf)
    except Unfit as reason:
        row.fault("barcode" if row.values.get("barcode") else "product", str(reason))
        return Match(row, said)
    if not key:
        return Match(row, said)
    name, is_archived = shelf.products[key]
    if is_archived:
        row.fault("", _("%(product)s is archived: restore it first") % {"product": name})
    _judge(row, key, shelf)
    opened = shelf.moved.get(_place_of(row), {})
    is_same = key in opened and opened[key] == row.values.get("quantity")
    if key in opened and not is_same:
        row.fault("", _("%(product)s has moved there before: receive or count it") % {"product": name})
    return Match(row, name, known=key if is_same else 0, about=key)


def _find(row: Row, shelf: _Shelf) -> int:
    """The product's key; 0 when the row does not say which. Unfit when there is none, or several."""
    code, name = row.values.get("barcode"), row.values.get("product")
    if code and code not in shelf.by_code:
        raise Unfit(_("no product has the barcode %(code)s") % {"code": code})
    if code:
        return shelf.by_code[code]
    keys = shelf.by_name.get(fold(name), []) if name else []
    if name and len(keys) != 1:
        raise Unfit(
            _("several products have this name: add their barcode") if keys else _("there is no product of this name")
        )
    return keys[0] if keys else 0


def _judge(row: Row, key: int, shelf: _Shelf) -> None:
    where = _place_of(row)
    if where not in shelf.places:
        row.fault("place", _("the shop has no %(place)s") % {"place": Place.Kind(where).label})
    if row.values.get("quantity") == 0:
        row.fault("quantity", _("opening stock needs at least one piece"))
    first = shelf.seen.setdefault((key, where), row.number)
    if first != row.number:
        row.fault("", _("same product and place as row %(row)d") % {"row": first})


def _place_of(row: Row) -> str:
    return str(row.values.get("place", Place.Kind.FLOOR))
