"""Products as a list that can be imported again."""

from typing import Any

from import_export import fields, resources

from apps.catalog.models import Product
from apps.catalog.queries import primary_code
from apps.core.money import KOBO
from apps.core.resources import TypedWorkbook

COLUMNS = (
    *("brand", "price", "category", "color", "design", "size", "quantity"),
    *("markup_type", "markup", "shop", "barcode_number", "style", "selling_price"),
)


class ProductWorkbook(TypedWorkbook):
    sheet = "Products"


class ProductResource(resources.ModelResource):
    """The import's own columns; ``price`` is the cost, ``quantity`` what the shops in reach hold."""

    brand = fields.Field("style__brand__name", "brand")
    price = fields.Field("cost", "price")
    category = fields.Field("style__category__name", "category")
    color = fields.Field("colour__name", "color")
    design = fields.Field("style__design__name", "design")
    size = fields.Field("size__name", "size")
    quantity = fields.Field("on_hand", "quantity")
    markup_type = fields.Field("markup_type", "markup_type")
    markup = fields.Field("markup", "markup")
    shop = fields.Field(column_name="shop")
    barcode_number = fields.Field(column_name="barcode_number")
    style = fields.Field("style__name", "style")
    selling_price = fields.Field("price", "selling_price")

    class Meta:
        model = Product
        fields = COLUMNS
        export_order = COLUMNS

    def dehydrate_shop(self, product: Product) -> str:
        return "STORE"

    def dehydrate_barcode_number(self, product: Product) -> str:
        return primary_code(product)

    def dehydrate_price(self, product: Product) -> Any:
        return product.cost

    def dehydrate_selling_price(self, product: Product) -> Any:
        return product.price

    def dehydrate_markup(self, product: Product) -> Any:
        return product.markup.quantize(KOBO)
