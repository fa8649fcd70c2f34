"""What the shop sells: styles, their variants in colour and size, and the barcodes that find them."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.models import traced
from apps.core.money import ZERO
from apps.core.names import FoldedField, NamedOnce
from apps.printing.models import LabelFormat, PrintJob
from apps.stores.models import Shop

swatch_format = RegexValidator(r"^#[0-9a-f]{6}$", _("A colour such as #1a2b3c."))


class Brand(NamedOnce):
    name = models.CharField(_("name"), max_length=80, unique=True)
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("brand")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(NamedOnce):
    name = models.CharField(_("name"), max_length=80, unique=True)
    group = models.CharField(_("group"), max_length=80, blank=True)
    is_tax_exempt = models.BooleanField(_("exempt from tax"), default=False)
    low_stock = models.PositiveIntegerField(_("low stock"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position at the till"), default=0)
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Colour(NamedOnce):
    name = models.CharField(_("name"), max_length=80, unique=True)
    family = models.CharField(_("family"), max_length=40, blank=True)
    swatch = models.CharField(_("swatch"), max_length=7, blank=True, validators=[swatch_format])

    class Meta:
        verbose_name = _("colour")
        ordering: ClassVar[list[str]] = ["family", "name"]

    def __str__(self) -> str:
        return self.name


class Design(NamedOnce):
    name = models.CharField(_("name"), max_length=80, unique=True)
    group = models.CharField(_("group"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("design")
        ordering: ClassVar[list[str]] = ["group", "name"]

    def __str__(self) -> str:
        return self.name


class Size(NamedOnce):
    """Sizes sort as people expect: by ``position``, which ``sizes.position_of`` computes from the name."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    position = models.IntegerField(_("position"), default=0, db_index=True)

    class Meta:
        verbose_name = _("size")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Style(NamedOnce):
    """The products that differ only in size and colour."""

    named_within = ("brand", "category", "design")

    folded = FoldedField(unique=False)
    name = models.CharField(_("name"), max_length=160)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="styles", verbose_name=_("brand"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="styles", verbose_name=_("category"))
    design = models.ForeignKey(
        Design, models.PROTECT, related_name="styles", verbose_name=_("design"), null=True, blank=True
    )
    description = models.TextField(_("description"), blank=True)
    picture = models.ImageField(_("picture"), upload_to="styles/", blank=True)
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("style")
        ordering: ClassVar[list[str]] = ["name"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["brand", "category"], name="style_brand_category")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["brand", "category", "design", "folded"],
                condition=Q(design__isnull=False),
                name="style_once_with_design",
            ),
            models.UniqueConstraint(
                fields=["brand", "category", "folded"], condition=Q(design__isnull=True), name="style_once_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """One sellable variant. It is archived, never deleted, once anything ever happened to it."""

    class Markup(models.TextChoices):
        PERCENTAGE = "percentage", _("percentage of cost")
        FIXED = "fixed", _("amount on top of cost")

    number = models.BigIntegerField(_("number"), unique=True, editable=False)
    style = models.ForeignKey(Style, models.PROTECT, related_name="products", verbose_name=_("style"))
    colour = models.ForeignKey(Colour, models.PROTECT, null=True, blank=True, verbose_name=_("colour"))
    size = models.ForeignKey(Size, models.PROTECT, null=True, blank=True, verbose_name=_("size"))
    name = models.CharField(
        _("name"),
        max_length=200,
        editable=False,
        db_index=True,
        help_text=_("Style, colour and size, for lists and search."),
    )
    cost = MoneyField(_("cost"), validators=[MinValueValidator(ZERO)])
    markup_type = models.CharField(_("markup type"), max_length=10, choices=Markup, default=Markup.PERCENTAGE)
    markup = models.DecimalField(
        _("markup"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    price = MoneyField(_("selling price"), validators=[MinValueValidator(ZERO)])
    is_price_by_hand = models.BooleanField(_("price set by hand"), default=False)
    low_stock = models.PositiveIntegerField(_("low stock"), null=True, blank=True)
    picture = models.ImageField(_("picture"), upload_to="products/", blank=True)
    is_label_outdated = models.BooleanField(_("label out of date"), default=False, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), editable=False)
    history = traced()

    class Meta:
        verbose_name = _("product")
        ordering: ClassVar[list[str]] = ["name", "size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["style", "colour", "size"],
                condition=Q(colour__isnull=False, size__isnull=False),
                name="product_once_a_style",
            ),
            models.UniqueConstraint(
                fields=["style", "colour"],
                condition=Q(colour__isnull=False, size__isnull=True),
                name="product_once_without_size",
            ),
            models.UniqueConstraint(
                fields=["style", "size"],
                condition=Q(colour__isnull=True, size__isnull=False),
                name="product_once_without_colour",
            ),
            models.UniqueConstraint(
                fields=["style"], condition=Q(colour__isnull=True, size__isnull=True), name="product_once_plain"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="product_cost_not_negative"),
        ]
        permissions: ClassVar[list[Any]] = [
            ("archive_product", "Can archive a product"),
            ("reprice_product", "Can change prices"),
            ("read_changes", "Can read what was changed about products"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class Barcode(models.Model):
    """A code on the goods. A product may have several; the older ones still scan."""

    class Kind(models.TextChoices):
        OWN = "own", _("our EAN-13")
        SUPPLIER = "supplier", _("supplier's EAN or UPC")
        ALIAS = "alias", _("other code")

    product = models.ForeignKey(Product, models.CASCADE, related_name="barcodes")
    code = models.CharField(_("code"), max_length=48, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    is_primary = models.BooleanField(_("on the label"), default=False)
    created_at = models.DateTimeField(_("added"), editable=False)
    labelled_at = models.DateTimeField(
        _("first on a label"), null=True, editable=False, help_text=_("Goods may bear it since then, so it stays.")
    )
    history = traced()

    class Meta:
        verbose_name = _("barcode")
        ordering: ClassVar[list[str]] = ["-is_primary", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(is_primary=True), name="barcode_one_primary_a_product"
            )
        ]

    def __str__(self) -> str:
        return self.code


class LabelBatch(models.Model):
    """Labels that somebody puts together for a shop: filled, printed as a whole, kept to be printed again."""

    class State(models.TextChoices):
        OPEN = "open", _("being filled")
        PRINTED = "printed", _("printed")

    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    size = models.ForeignKey(LabelFormat, models.SET_NULL, null=True, blank=True, verbose_name=_("label size"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_by_name = models.CharField(_("put together by"), max_length=150)
    printed_at = models.DateTimeField(_("printed"), null=True, blank=True)

    class Meta:
        verbose_name = _("label batch")
        verbose_name_plural = _("label batches")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["shop", "created_by"], condition=Q(state="open"), name="label_batch_one_open_each"
            )
        ]

    def __str__(self) -> str:
        return str(_("Labels of %(day)s, %(shop)s")) % {"day": f"{self.created_at:%Y-%m-%d}", "shop": self.shop}


class LabelLine(models.Model):
    """``printed_as`` is a mark of what the printed label says, by which a later change of the product is seen."""

    batch = models.ForeignKey(LabelBatch, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    position = models.PositiveIntegerField(_("position"), default=0)
    copies = models.PositiveSmallIntegerField(
        _("copies"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    job = models.ForeignKey(PrintJob, models.SET_NULL, null=True, related_name="+", verbose_name=_("print job"))
    printed_as = models.CharField(max_length=64, blank=True, editable=False)
    is_noted = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("label")
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["batch", "product"], name="label_once_a_batch")
        ]

    def __str__(self) -> str:
        return f"{self.copies} × {self.product}"
