"""Stock: what lies where, worth how much, and every move that made it so."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Category, Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.stores.models import Place, Shop


class StockLevel(models.Model):
    """What one of our own places holds of a product; it changes only with a move, by ``ledger``."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="levels")
    place = models.ForeignKey(Place, models.PROTECT, related_name="levels")
    quantity = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)
    value = MoneyField(_("value at cost"), default=ZERO)

    class Meta:
        verbose_name = _("stock level")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["product", "place"], name="level_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="level_not_negative"),
            models.CheckConstraint(condition=Q(value__gte=0), name="level_value_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("quantity")), name="level_reserved_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} in {self.place}: {self.quantity}"


class StockMove(models.Model):
    """Goods went from a place to a place. Append-only; a correction is another move."""

    class Reason(models.TextChoices):
        OPENING = "opening", _("opening stock")
        RECEIVE = "receive", _("received")
        SELL = "sell", _("sold")
        VOID = "void", _("sale voided")
        RETURN = "return", _("returned")
        TRANSFER = "transfer", _("transferred")
        COUNT = "count", _("count correction")
        WRITE_OFF = "write_off", _("written off")

    product = models.ForeignKey(Product, models.PROTECT, related_name="moves")
    source = models.ForeignKey(Place, models.PROTECT, related_name="moves_out")
    target = models.ForeignKey(Place, models.PROTECT, related_name="moves_in")
    quantity = models.IntegerField(_("pieces"))
    value = MoneyField(_("value at cost"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    document = models.CharField(_("document"), max_length=40, db_index=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), db_index=True)
    business_date = models.DateField(_("day"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("stock move")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_has_pieces"),
            models.CheckConstraint(condition=Q(value__gte=0), name="move_value_not_negative"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["product", "at"], name="move_product_at")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}: {self.source} → {self.target}"


class Reservation(models.Model):
    """Pieces held back for a document until it takes or releases them."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="reservations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="reservations")
    quantity = models.IntegerField(_("pieces"))
    document = models.CharField(_("document"), max_length=40, db_index=True)
    at = models.DateTimeField(_("since"))
    user_name = models.CharField(_("who"), max_length=150)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("reservation")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_has_pieces")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product} for {self.document}"


class Document(models.Model):
    """A numbered paper about goods. The form that made it has a ``key``: sent twice it is one paper."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    business_date = models.DateField(_("day"), db_index=True)
    created_at = models.DateTimeField(_("prepared"))
    created_by_name = models.CharField(_("prepared by"), max_length=150)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """Who did what with a paper, and when."""

    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Transfer(Document):
    """Goods on their way between two of our places, from the wish to the last piece that is accounted for."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        IN_TRANSIT = "in_transit", _("in transit")
        RECEIVED = "received", _("received, with a difference")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    source = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("from"))
    target = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("to"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, db_index=True)

    class Meta:
        verbose_name = _("transfer")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_goes_somewhere")
        ]
        permissions: ClassVar[list[Any]] = [
            ("dispatch_transfer", "Can send transfers off and cancel them"),
            ("receive_transfer", "Can receive transfers"),
            ("settle_transfer", "Can settle the differences of transfers"),
        ]

    @property
    def is_internal(self) -> bool:
        """Within one shop, between its floor and its warehouse."""
        return self.source.shop_id == self.target.shop_id


class TransferLine(models.Model):
    """A product's pieces at each station. ``counted`` was scanned at the target so far, and is not booked by itself."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    asked = models.PositiveIntegerField(_("asked for"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    counted = models.PositiveIntegerField(_("counted"), default=0)
    received = models.PositiveIntegerField(_("received"), default=0)
    found = models.PositiveIntegerField(_("found later"), default=0)
    lost = models.PositiveIntegerField(_("written off"), default=0)
    surplus = models.PositiveIntegerField(_("more than was sent"), default=0)
    surplus_settled = models.PositiveIntegerField(_("of these settled"), default=0)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["transfer", "product"], name="transfer_product_once"),
            models.CheckConstraint(
                condition=Q(sent__gte=F("received") + F("found") + F("lost")), name="transfer_line_not_more_than_sent"
            ),
            models.CheckConstraint(condition=Q(surplus__gte=F("surplus_settled")), name="transfer_line_surplus_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.sent or self.asked}"

    @property
    def under_way(self) -> int:
        """Pieces sent that neither arrived nor were written off."""
        return self.sent - self.received - self.found - self.lost

    @property
    def open_surplus(self) -> int:
        return self.surplus - self.surplus_settled


class TransferStep(Step):
    class Kind(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        CHANGED = "changed", _("changed")
        SENT = "sent", _("sent")
        RECEIVED = "received", _("received")
        SETTLED = "settled", _("difference settled")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("step of a transfer")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.transfer} {self.kind}"


class LowStockNotice(models.Model):
    """The day's look at what runs low, taken once: how much there was to tell, and to how many addresses."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("when"))
    products = models.PositiveIntegerField(_("products"))
    recipients = models.PositiveIntegerField(_("addresses"))

    class Meta:
        verbose_name = _("notice of low stock")
        ordering: ClassVar[list[str]] = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.products}"


class StockCount(Document):
    """What lies in a shop, counted by people who are not told what should. Selling goes on meanwhile."""

    class Scope(models.TextChoices):
        ALL = "all", _("everything there")
        CATEGORY = "category", _("one category")
        CYCLE = "cycle", _("what is due")

    class State(models.TextChoices):
        COUNTING = "counting", _("being counted")
        RECOUNTING = "recounting", _("being counted again")
        WAITING = "waiting", _("waiting for approval")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("shop"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", verbose_name=_("place"))
    scope = models.CharField(_("what is counted"), max_length=10, choices=Scope)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", verbose_name=_("category"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COUNTING, db_index=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    is_self_approved = models.BooleanField(_("approved by who counted"), default=False)

    class Meta:
        verbose_name = _("count")
        ordering: ClassVar[list[str]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [
            ("count_stockcount", "Can count goods by scan"),
            ("approve_stockcount", "Can approve counts"),
        ]

    @property
    def where(self) -> str:
        """The place, or the shop when its floor and its warehouse are counted together."""
        return self.place.name if self.place else self.shop.name


class CountLine(models.Model):
    """A product at a place. ``book`` was its level when the count began, ``expected`` at the last scan of this round.

    ``expected`` is ``book`` and every move since, for a level is the sum of its moves. Nothing ``counted`` is None:
    then the line corrects nothing.
    """

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    book = models.IntegerField(_("by the books at the start"), default=0)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    first_expected = models.IntegerField(null=True)
    expected = models.IntegerField(_("by the books when counted"), null=True)
    counted = models.IntegerField(_("counted"), null=True)
    counted_at = models.DateTimeField(_("when"), null=True)
    value = MoneyField(_("value at cost"), default=ZERO)
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "place__kind", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["count", "product", "place"], name="count_line_once"),
            models.UniqueConstraint(
                fields=["product", "place"], condition=Q(is_open=True), name="count_line_open_once"
            ),
            models.CheckConstraint(condition=Q(counted__isnull=True) | Q(counted__gte=0), name="count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.counted}"

    @property
    def variance(self) -> int:
        """Pieces found (above zero) or missing; 0 for what was not counted."""
        return 0 if self.counted is None or self.expected is None else self.counted - self.expected

    @property
    def has_moved(self) -> bool:
        """Whether pieces came or went between the first and the last scan: nobody knows which were scanned."""
        return self.first_expected != self.expected


class CountEntry(models.Model):
    """One scan: who found how many pieces, when. Append-only; a mistake is taken back by another."""

    line = models.ForeignKey(CountLine, models.CASCADE, related_name="entries")
    round = models.PositiveSmallIntegerField(_("round"))
    pieces = models.IntegerField(_("pieces"))
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("scan")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.pieces}"


class CountStep(Step):
    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        COUNTED = "counted", _("counted")
        RECOUNT = "recount", _("to be counted again")
        APPROVED = "approved", _("approved")
        COMPLETED = "completed", _("completed without a difference")
        CANCELLED = "cancelled", _("cancelled")

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("step of a count")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"


class WriteOff(Document):
    """Goods that nobody will sell any more, and why. What is worth much waits for an approval, its pieces held."""

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("damaged")
        STOLEN = "stolen", _("stolen")
        SAMPLE = "sample", _("given as a sample")

    class State(models.TextChoices):
        PENDING = "pending", _("being filled")
        WAITING = "waiting", _("waiting for approval")
        BOOKED = "booked", _("written off")
        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, db_index=True)
    is_self_approved = models.BooleanField(_("approved by who wrote it"), default=False)

    class Meta:
        verbose_name = _("write-off")
        ordering: ClassVar[list[str]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [("approve_writeoff", "Can approve write-offs above the limit")]


class WriteOffLine(models.Model):
    """Pieces of a product; ``value`` is what they are worth at cost, and once booked what they carried away."""

    write_off = models.ForeignKey(WriteOff, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.PositiveIntegerField(_("pieces"))
    value = MoneyField(_("value at cost"), default=ZERO)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["write_off", "product"], name="write_off_product_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="write_off_line_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"


class WriteOffStep(Step):
    class Kind(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        ASKED = "asked", _("approval asked")
        BOOKED = "booked", _("written off")
        APPROVED = "approved", _("approved and written off")
        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    write_off = models.ForeignKey(WriteOff, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("step of a write-off")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.write_off} {self.kind}"
