"""People who work here, and the roles that say what they may."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.models import traced
from apps.core.money import ZERO
from apps.core.names import NamedOnce
from apps.stores.models import Shop


class Role(NamedOnce, Group):
    """A group with the limits of the trade: how far a right reaches and how much may be given away."""

    class Reach(models.TextChoices):
        SHOP = "shop", _("own shop")
        CITY = "city", _("own city")
        ALL = "all", _("all shops")

    key = models.SlugField(
        max_length=20, null=True, blank=True, editable=False, help_text=_("Of a preset; the name may change.")
    )
    reach = models.CharField(_("reach"), max_length=4, choices=Reach, default=Reach.SHOP)
    discount_limit = models.DecimalField(
        _("discount limit in %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("Of a whole ticket, line and order discounts together."),
    )
    store_credit_limit = MoneyField(
        _("store credit limit"),
        default=ZERO,
        help_text=_("The most that one store credit may be worth which they issue alone; 0 asks for a word each time."),
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    objects: ClassVar[models.Manager["Role"]] = models.Manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("role")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(key__isnull=False), name="role_preset_once")
        ]

    def __str__(self) -> str:
        return self.name


class People(UserManager["User"]):
    """Makes users who may enter the back office: what they see there is their roles' matter."""

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **more: Any) -> "User":
        return super().create_user(username, email, password, **{"is_staff": True, **more})


class User(AbstractUser):
    """A person who signs in. The PIN is a second to a session, on an enrolled register only."""

    is_staff = models.BooleanField(
        _("may enter the back office"), default=True, help_text=_("What they see there, their roles say.")
    )
    shop = models.ForeignKey("stores.Shop", models.PROTECT, null=True, blank=True, verbose_name=_("home shop"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    pin = models.CharField(max_length=128, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    token_version = models.PositiveIntegerField(default=0, editable=False)
    objects: ClassVar[People] = People()
    history = traced(without=("password", "pin", "pin_failures", "token_version", "last_login"))

    class Meta:
        verbose_name = _("user")
        ordering: ClassVar[list[str]] = ["username"]
        permissions: ClassVar[list[Any]] = [
            ("approve", "Can approve what others may not (discounts, gifts, voids)"),
            ("view_cost", "Can see cost and margin"),
            ("view_all_stock", "Can see quantities of all shops"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def has_pin(self) -> bool:
        return bool(self.pin)

    @property
    def initials(self) -> str:
        names = str(self).split()
        return "".join(name[0] for name in (names[0], *names[1:][-1:])).upper()

    @cached_property
    def reach(self) -> str:
        """The farthest reach of the person's roles; the own shop without any."""
        if self.is_superuser:
            return Role.Reach.ALL
        reaches = set(Role.objects.filter(user=self).values_list("reach", flat=True))
        return next((reach for reach in (Role.Reach.ALL, Role.Reach.CITY) if reach in reaches), Role.Reach.SHOP)

    @property
    def reaches_all(self) -> bool:
        """Whether rows that belong to no shop are this person's business too."""
        return self.reach == Role.Reach.ALL

    def reachable_shops(self) -> models.QuerySet[Shop]:
        """The shops whose rows this person may know of."""
        shops = Shop.objects.all()
        match self.reach:
            case Role.Reach.ALL:
                return shops
            case Role.Reach.CITY:
                return shops.filter(location__shops=self.shop_id)
            case _:
                return shops.filter(pk__in=[self.shop_id])


class Approval(models.Model):
    """An approver's word for one action of somebody else's: bound to its subject, used once, soon expired."""

    token = models.CharField(max_length=64, unique=True)
    action = models.CharField(_("action"), max_length=40)
    subject = models.CharField(_("of what"), max_length=80)
    limit = models.DecimalField(
        _("up to %"), max_digits=5, decimal_places=2, null=True, help_text=_("The discount that was allowed.")
    )
    approver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    register = models.ForeignKey("stores.Register", models.PROTECT, null=True)
    granted_at = models.DateTimeField(_("granted"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("approval")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} by {self.approver}"


class ApprovalRequest(models.Model):
    """A question from till or back office to whoever may allow it, wherever they are: answered once, in time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        GRANTED = "granted", _("allowed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    key = models.UUIDField(unique=True, editable=False)
    action = models.CharField(_("action"), max_length=40)
    subject = models.CharField(_("of what"), max_length=80)
    limit = models.DecimalField(_("up to %"), max_digits=5, decimal_places=2, null=True)
    amount = MoneyField(_("amount"), null=True)
    what = models.CharField(_("in words"), max_length=300)
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    register = models.ForeignKey(
        "stores.Register", models.PROTECT, null=True, verbose_name=_("register"), help_text=_("None: the back office.")
    )
    shop = models.ForeignKey("stores.Shop", models.PROTECT, verbose_name=_("shop"))
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("to be answered until"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    approval = models.OneToOneField(
        Approval, models.PROTECT, null=True, related_name="request", verbose_name=_("approval")
    )

    class Meta:
        verbose_name = _("request for approval")
        verbose_name_plural = _("requests for approval")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state", "expires_at"], name="request_waiting"),
            models.Index(fields=["asked_by", "subject"], name="request_subject"),
        ]

    def __str__(self) -> str:
        return self.what
