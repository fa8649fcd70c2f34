"""The company and where it trades: cities, shops, their places and registers, ways to pay, taxes."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.models import traced
from apps.core.money import ZERO
from apps.core.names import FoldedField, NamedOnce

two_letters = RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, such as AB."))


class Company(models.Model):
    """The one company; a single row with key 1."""

    name = models.CharField(_("name"), max_length=120)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    tax_number = models.CharField(_("TIN"), max_length=40, blank=True)
    logo = models.ImageField(_("logo"), upload_to="company/", blank=True)
    receipt_header = models.TextField(_("receipt header"), blank=True)
    receipt_footer = models.TextField(_("receipt footer"), blank=True)
    display_messages = models.TextField(
        _("messages on the idle customer display"), blank=True, help_text=_("One a line.")
    )
    currency_code = models.CharField(_("currency"), max_length=3, default="NGN")
    currency_symbol = models.CharField(_("currency symbol"), max_length=4, default="₦")
    timezone = models.CharField(_("time zone"), max_length=50, default="Africa/Lagos")
    cash_rounding = MoneyField(
        _("cash rounding"), default=ZERO, help_text=_("Round cash due to a multiple of this; 0 for none.")
    )
    price_rounding = MoneyField(_("price rounding"), default=ZERO, help_text=_("Round prices to a multiple of this."))
    low_stock = models.PositiveIntegerField(_("low stock"), default=10)
    critical_stock = models.PositiveIntegerField(_("critical stock"), default=3)
    mails_low_stock = models.BooleanField(
        _("tell by mail what runs low"),
        default=False,
        help_text=_("Every morning after seven, when there is something to tell. What was sent stands under “Mail”."),
    )
    low_stock_addresses = models.TextField(
        _("addresses for it"), blank=True, default="", help_text=_("E-mail addresses, one a line.")
    )
    credit_limit = MoneyField(_("credit limit of a customer"), default=Decimal("100000.00"))
    frequent_receipts = models.PositiveIntegerField(
        _("frequent from so many receipts"),
        default=0,
        help_text=_("Who buys that often is a frequent customer, unless somebody said otherwise; 0 for no such rule."),
    )
    frequent_days = models.PositiveIntegerField(
        _("within so many days"), default=90, validators=[MinValueValidator(1)], help_text=_("Counted every night.")
    )
    reminds_debtors = models.BooleanField(
        _("remind of debts by mail"),
        default=False,
        help_text=_("Whose day of payment has passed gets the statement, every two weeks until it is paid."),
    )
    credit_days = models.PositiveIntegerField(
        _("days a store credit is good"), default=365, help_text=_("Proposed when one is issued; 0 for ever.")
    )
    return_days = models.PositiveIntegerField(
        _("days to bring goods back"),
        default=7,
        help_text=_("Later only an MD may allow it; 0 for the day of the sale."),
    )
    recount_pieces = models.PositiveIntegerField(
        _("count again from so many pieces"), default=3, help_text=_("Of one product, found or missing; 0 for never.")
    )
    recount_value = MoneyField(
        _("count again from this value"),
        default=Decimal("20000.00"),
        help_text=_("Of one product, found or missing; 0 for never."),
    )
    write_off_limit = MoneyField(
        _("write-offs without approval"),
        default=Decimal("20000.00"),
        help_text=_("Up to this value at cost they are booked at once; others wait for an approval."),
    )
    history = traced()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("company")
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=Q(pk=1), name="company_only_one")]

    def __str__(self) -> str:
        return self.name


class BankAccount(models.Model):
    """Where customers transfer to; shown on the customer display while a transfer is awaited."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="bank_accounts")
    shop = models.ForeignKey("stores.Shop", models.CASCADE, null=True, blank=True, help_text=_("Empty: every shop."))
    bank = models.CharField(_("bank"), max_length=80)
    number = models.CharField(_("account number"), max_length=20)
    name = models.CharField(_("account name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("bank account")
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class Location(NamedOnce):
    """A city."""

    code = models.CharField(_("code"), max_length=2, unique=True, validators=[two_letters])
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class CodedOnce(NamedOnce):
    """A row whose code no other has, capitals or not: numbers begin with codes, and nobody says a capital aloud."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        row: Any = self
        alike = type(row)._default_manager.filter(code__iexact=row.code).exclude(pk=row.pk).first()
        if alike is not None:
            words = {"code": alike.code, "name": alike}
            raise ValidationError({"code": _("“%(name)s” has the code “%(code)s”: choose another one.") % words})


class Shop(CodedOnce):
    location = models.ForeignKey(Location, models.PROTECT, related_name="shops", verbose_name=_("city"))
    code = models.SlugField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    moves_in_two_steps = models.BooleanField(
        _("two steps between floor and warehouse"), default=False, help_text=_("Sent, then received.")
    )
    low_stock = models.PositiveIntegerField(_("low stock"), null=True, blank=True)
    critical_stock = models.PositiveIntegerField(_("critical stock"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("shop")
        ordering: ClassVar[list[str]] = ["location__name", "name"]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where goods are. Our own places have levels; the outside ones (supplier, customer, loss) keep none."""

    class Kind(models.TextChoices):
        FLOOR = "floor", _("shop floor")
        WAREHOUSE = "warehouse", _("warehouse")
        TRANSIT = "transit", _("in transit")
        SUPPLIER = "supplier", _("supplier")
        CUSTOMER = "customer", _("customer")
        LOSS = "loss", _("loss")

    OURS = (Kind.FLOOR, Kind.WAREHOUSE, Kind.TRANSIT)

    shop = models.ForeignKey(Shop, models.PROTECT, null=True, blank=True, related_name="places")
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="transit_places")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("place")
        ordering: ClassVar[list[str]] = ["shop__name", "kind"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["shop", "kind"], condition=Q(shop__isnull=False), name="place_once_a_shop"),
            models.UniqueConstraint(
                fields=["location"], condition=Q(location__isnull=False), name="transit_once_a_city"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(shop__isnull=True, location__isnull=True), name="place_once_outside"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ours(self) -> bool:
        return self.kind in self.OURS


class Register(CodedOnce):
    """A till. One device at a time is enrolled as it, by a token of which only the hash is kept."""

    named_within = ("shop",)

    folded = FoldedField(unique=False)
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="registers")
    code = models.SlugField(_("code"), max_length=12, unique=True, help_text=_("Begins its provisional numbers."))
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(_("active"), default=True)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    device = models.CharField(_("device"), max_length=120, blank=True, editable=False)
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, editable=False)
    enrolled_by = models.CharField(_("enrolled by"), max_length=150, blank=True, editable=False)
    epoch = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counts enrolments; an older one is a stranger.")
    )
    seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)
    display_token_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("register")
        ordering: ClassVar[list[str]] = ["shop__name", "name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["shop", "name"], name="register_name_once_a_shop"),
            models.UniqueConstraint(fields=["shop", "folded"], name="register_once_a_shop"),
        ]
        permissions: ClassVar[list[Any]] = [("enrol_register", "Can enrol a device as a register")]

    def __str__(self) -> str:
        return f"{self.name}, {self.shop}"


class PaymentMethod(NamedOnce):
    class Kind(models.TextChoices):
        CASH = "cash", _("cash")
        CARD = "card", _("card")
        TERMINAL = "terminal", _("POS terminal")
        TRANSFER = "transfer", _("bank transfer")
        MOBILE = "mobile", _("mobile money")
        BANK_DEPOSIT = "bank_deposit", _("bank deposit")
        CHEQUE = "cheque", _("cheque")
        CREDIT = "credit", _("store credit")
        DEPOSIT = "deposit", _("deposit")
        EXCHANGE = "exchange", _("exchange")
        OTHER = "other", _("other")

    key = models.SlugField(max_length=40, unique=True, editable=False, help_text=_("Never changes; the name may."))
    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    needs_reference = models.BooleanField(_("needs a reference"), default=False)
    awaits_confirmation = models.BooleanField(_("awaits confirmation"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    history = traced(without=("folded",))

    # What the shop already owes the customer: the reference names the credit, and no money changes hands.
    OWED = (Kind.CREDIT, Kind.DEPOSIT)
    # No money changes hands: what is owed, and what goods brought back are worth in an exchange.
    WITHOUT_MONEY = (*OWED, Kind.EXCHANGE)

    class Meta:
        verbose_name = _("payment method")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class TaxRate(NamedOnce):
    class Kind(models.TextChoices):
        PERCENTAGE = "percentage", _("percentage")
        FIXED = "fixed", _("fixed, once a receipt")

    name = models.CharField(_("name"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERCENTAGE)
    rate = models.DecimalField(
        _("rate in %"), max_digits=6, decimal_places=3, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    amount = MoneyField(_("fixed amount"), default=ZERO)
    is_inclusive = models.BooleanField(_("included in prices"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("tax")
        verbose_name_plural = _("taxes")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
