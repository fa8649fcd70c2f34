"""A receipt as it was made: lines with the values of that moment, tenders, and the records of what came later."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.customers.models import Customer
from apps.sales.models.shift import Shift
from apps.stores.models import PaymentMethod, Place, Register, Shop


class Receipt(models.Model):
    """Written once. Only ``returned`` and ``due`` (a level, proved from total, returned and tenders) change later."""

    class Kind(models.TextChoices):
        SALE = "sale", _("sale")
        GIFT = "gift", _("gift")
        DEPOSIT = "deposit", _("deposit")
        RETURN = "return", _("return")

    number = models.CharField(_("number"), max_length=24, unique=True)
    provisional_number = models.CharField(_("number at the till"), max_length=30, blank=True, db_index=True)
    key = models.UUIDField(unique=True, editable=False, help_text=_("Made by the till: sent twice is one receipt."))
    body_hash = models.CharField(max_length=64, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SALE)
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    register = models.ForeignKey(Register, models.PROTECT, verbose_name=_("register"))
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="receipts", verbose_name=_("shift"))
    cashier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("cashier"))
    cashier_name = models.CharField(_("cashier"), max_length=150)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name=_("customer")
    )
    customer_name = models.CharField(_("customer"), max_length=120, blank=True)
    sold_at = models.DateTimeField(_("sold"), db_index=True)
    arrived_at = models.DateTimeField(_("arrived"))
    business_date = models.DateField(_("day"), db_index=True)
    was_offline = models.BooleanField(_("made offline"), default=False)
    units = models.IntegerField(_("pieces"))
    gross = MoneyField(_("gross"))
    line_discount = MoneyField(_("line discounts"), default=ZERO)
    gift_value = MoneyField(_("value of gifts"), default=ZERO)
    subtotal = MoneyField(_("items"))
    order_discount = MoneyField(_("order discount"), default=ZERO)
    points_discount = MoneyField(_("points"), default=ZERO)
    net = MoneyField(_("net of items"))
    tax_included = MoneyField(_("tax included"), default=ZERO)
    tax_added = MoneyField(_("tax added"), default=ZERO)
    delivery_fee = MoneyField(_("delivery fee"), default=ZERO)
    rounding = MoneyField(_("cash rounding"), default=ZERO)
    total = MoneyField(_("total"))
    change = MoneyField(_("change"), default=ZERO)
    due = MoneyField(_("balance due"), default=ZERO)
    returned = MoneyField(_("returned"), default=ZERO, help_text=_("What goods that came back were paid with."))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Why it was given."))
    preorder = models.CharField(
        _("pre-order"),
        max_length=24,
        blank=True,
        db_index=True,
        help_text=_("Of a deposit: what it was left for. Of a sale: what was picked up."),
    )
    printed_copies = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("receipt")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(due__gte=0, due__lte=F("total")), name="receipt_due_within_total"),
            models.CheckConstraint(condition=Q(total__gte=0), name="receipt_total_not_negative"),
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("total")), name="receipt_returned_within_total"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["shop", "business_date"], name="receipt_shop_day"),
            models.Index(fields=["customer"], condition=Q(due__gt=0), name="receipt_owing"),
        ]
        permissions: ClassVar[list[Any]] = [
            ("sell", "Can sell at the till"),
            ("give_gift", "Can give goods as a gift"),
            ("void_receipt", "Can void a receipt"),
            ("open_drawer", "Can open the drawer without a sale"),
            ("mail_receipt", "Can mail a receipt"),
            ("lend_beyond_limit", "Can sell on credit beyond the limit of a customer"),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptLine(models.Model):
    """A product as it was sold. Everything that a report needs is copied here.

    Only what comes back changes later: ``claimed`` are the pieces that returns hold, asked for or done, ``returned``
    those that are back, ``returned_net`` their part of ``net``. A void claims every piece.
    """

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(_("product"), max_length=200)
    barcode = models.CharField(_("barcode"), max_length=48)
    quantity = models.IntegerField(_("pieces"))
    unit_price = MoneyField(_("unit price"))
    cost = MoneyField(_("cost of all pieces"), help_text=_("The value that the moves took."))
    gross = MoneyField(_("gross"))
    discount = MoneyField(_("line discount"), default=ZERO)
    discount_percent = models.DecimalField(_("in %"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_gift = models.BooleanField(_("gift"), default=False)
    gift_reason = models.CharField(_("reason of the gift"), max_length=200, blank=True)
    order_discount = MoneyField(_("share of the order discount"), default=ZERO)
    points_discount = MoneyField(_("share of the points"), default=ZERO)
    net = MoneyField(_("net"))
    tax_included = MoneyField(_("tax included"), default=ZERO)
    tax_added = MoneyField(_("tax added"), default=ZERO)
    rounding = MoneyField(_("share of the cash rounding"), default=ZERO)
    claimed = models.IntegerField(_("pieces held by returns"), default=0)
    returned = models.IntegerField(_("pieces returned"), default=0)
    returned_net = MoneyField(_("net returned"), default=ZERO)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["receipt", "position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["receipt", "position"], name="line_position_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_has_pieces"),
            models.CheckConstraint(condition=Q(claimed__gte=0, claimed__lte=F("quantity")), name="line_claims_sold"),
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("claimed")), name="line_returns_claimed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"


class LineTax(models.Model):
    """Each tax of a line: its base and its amount."""

    line = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="taxes")
    name = models.CharField(_("tax"), max_length=40)
    rate = models.DecimalField(_("rate in %"), max_digits=6, decimal_places=3)
    is_inclusive = models.BooleanField(_("included"))
    base = MoneyField(_("base"))
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("tax of a line")

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"


class Tender(models.Model):
    """Money for a receipt, or (negative) back. Append-only: a void writes counter-entries."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        AWAITED = "awaited", _("awaiting confirmation")
        DENIED = "denied", _("denied")

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="tenders")
    key = models.UUIDField(null=True, editable=False, help_text=_("Of an instalment: sent twice is one payment."))
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="tenders")
    method = models.ForeignKey(PaymentMethod, models.PROTECT, related_name="+", verbose_name=_("method"))
    method_name = models.CharField(_("method"), max_length=60)
    amount = MoneyField(_("amount"), help_text=_("What it pays of the receipt; negative when given back."))
    handed_over = MoneyField(_("handed over"), help_text=_("Before change."))
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.CONFIRMED)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("taken by"), max_length=150)

    class Meta:
        verbose_name = _("tender")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="tender_key_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state"], condition=Q(state="awaited"), name="tender_awaited")
        ]
        permissions: ClassVar[list[Any]] = [("confirm_tender", "Can confirm or deny awaited payments")]

    def __str__(self) -> str:
        return f"{self.method_name} {self.amount}"


class Void(models.Model):
    """A sale undone within its shift; the number stays."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="void")
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    approver_name = models.CharField(_("approved by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("void")

    def __str__(self) -> str:
        return f"Void of {self.receipt}"


class SaleException(models.Model):
    """Something about a finished sale that an MD should look at: it was booked all the same."""

    class Kind(models.TextChoices):
        MISSING_GOODS = "missing_goods", _("goods were missing")
        ARCHIVED = "archived", _("an archived product was sold")
        CLOSED_SHIFT = "closed_shift", _("its shift was closed")
        UNKNOWN_PRICE = "unknown_price", _("a price that was never issued")
        OLD_ENROLMENT = "old_enrolment", _("an older enrolment of the register")
        NOT_OFFLINE = "not_offline", _("made offline while the register was online")
        TOTAL = "total", _("the till's total differs")
        BEYOND_LIMIT = "beyond_limit", _("given away beyond the limit")
        UNPAID = "unpaid", _("not paid in full")
        DENIED = "denied", _("a payment was denied")

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="exceptions")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    sentence = models.CharField(_("what"), max_length=300)
    at = models.DateTimeField(_("when"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by_name = models.CharField(_("resolved by"), max_length=150, blank=True)
    resolution = models.CharField(_("resolution"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("exception")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.sentence
