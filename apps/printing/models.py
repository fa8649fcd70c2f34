"""Printers, which task goes to which, and every print as a job that survives a restart."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.names import NamedOnce
from apps.stores.models import Shop
from apps.users.models import Role

SIDE = [MinValueValidator(Decimal(10)), MaxValueValidator(Decimal(300))]
GAP = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(200))]
COUNT = [MinValueValidator(1), MaxValueValidator(40)]


class Task(models.TextChoices):
    RECEIPT = "receipt", _("receipts")
    BARCODE = "barcode", _("barcode labels")
    INVOICE = "invoice", _("purchase invoices")
    PREORDER = "preorder", _("pre-orders")
    RETURN = "return", _("returns")
    REPORT = "report", _("reports")
    TRANSFER = "transfer", _("transfers")
    DELIVERY = "delivery", _("delivery notes")


class Agent(NamedOnce):
    """A program at a shop's PC that prints there. It is known by its token, of which only the hash is kept."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    shop = models.ForeignKey(
        Shop, models.PROTECT, null=True, blank=True, related_name="print_agents", verbose_name=_("shop")
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    issued_at = models.DateTimeField(_("token made"), editable=False)
    connection = models.CharField(max_length=32, blank=True, editable=False)  # the line that is open, by its own key
    seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)
    version = models.CharField(_("version"), max_length=20, blank=True, editable=False)
    system = models.CharField(_("system"), max_length=120, blank=True, editable=False)
    offered = models.TextField(default="[]", editable=False)

    class Meta:
        verbose_name = _("print agent")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_revoked(self) -> bool:
        return not self.token_hash


class Printer(NamedOnce):
    class Connection(models.TextChoices):
        NETWORK = "network", _("network (TCP)")
        CUPS = "cups", _("system printer (CUPS)")
        AGENT = "agent", _("at a shop's PC, by its print agent")
        FILE = "file", _("file, for trying out")
        VIRTUAL = "virtual", _("virtual, shown in the back office")

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt printer")
        LABEL = "label", _("label printer")
        A4 = "a4", _("A4 printer")

    class Naira(models.TextChoices):
        GLYPH = "glyph", _("₦ as a glyph taught to the printer")
        RASTER = "raster", _("₦ as a picture of the line")
        NGN = "ngn", _("NGN in letters")

    class Language(models.TextChoices):
        ESCPOS = "escpos", _("ESC/POS (most receipt and label printers)")
        ZPL = "zpl", _("ZPL (Zebra and alike, labels only)")

    name = models.CharField(_("name"), max_length=80, unique=True)
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, blank=True, verbose_name=_("shop"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.RECEIPT)
    connection = models.CharField(_("connection"), max_length=8, choices=Connection, default=Connection.VIRTUAL)
    language = models.CharField(_("language"), max_length=6, choices=Language, default=Language.ESCPOS)
    host = models.CharField(_("address"), max_length=120, blank=True)
    port = models.PositiveIntegerField(
        _("port"), default=9100, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    queue = models.CharField(_("CUPS queue"), max_length=120, blank=True)
    agent = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, related_name="printers", verbose_name=_("print agent")
    )
    agent_queue = models.CharField(_("its name at the agent"), max_length=120, blank=True)
    paper_mm = models.PositiveSmallIntegerField(_("paper width in mm"), default=80)
    dpi = models.PositiveSmallIntegerField(_("dots an inch"), default=203)
    dots = models.PositiveSmallIntegerField(_("printable dots"), default=576)
    columns = models.PositiveSmallIntegerField(_("characters a line"), default=48)
    naira = models.CharField(_("naira sign"), max_length=6, choices=Naira, default=Naira.GLYPH)
    cuts = models.BooleanField(_("has a cutter"), default=True)
    opens_drawer = models.BooleanField(_("opens the cash drawer"), default=True)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1, validators=[MinValueValidator(1)])
    is_enabled = models.BooleanField(_("enabled"), default=True)
    seen_at = models.DateTimeField(_("last printed"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("printer")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(connection="agent", agent__isnull=False) | ~Q(connection="agent") & Q(agent__isnull=True),
                name="printer_has_agent_when_at_one",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def at_agent(self) -> str:
        """Which printer of which agent it is, in words."""
        return f"{self.agent}: {self.agent_queue}" if self.agent else ""


class Route(models.Model):
    """Which printer serves a task: of a role in a shop, of a shop, of a role anywhere, or as the default of all."""

    task = models.CharField(_("task"), max_length=10, choices=Task)
    shop = models.ForeignKey(Shop, models.CASCADE, null=True, blank=True, verbose_name=_("shop"))
    role = models.ForeignKey(Role, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("role"))
    printer = models.ForeignKey(Printer, models.CASCADE, related_name="routes", verbose_name=_("printer"))

    class Meta:
        verbose_name = _("print route")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["task", "shop", "role"],
                condition=Q(shop__isnull=False, role__isnull=False),
                name="route_once_a_role_and_shop",
            ),
            models.UniqueConstraint(
                fields=["task", "shop"], condition=Q(shop__isnull=False, role__isnull=True), name="route_once_a_shop"
            ),
            models.UniqueConstraint(
                fields=["task", "role"], condition=Q(shop__isnull=True, role__isnull=False), name="route_once_a_role"
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(shop__isnull=True, role__isnull=True), name="route_one_default"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_task_display()} → {self.printer}"


class PrinterSearch(models.Model):
    """A search for printers on a range of addresses and among the system's queues, and what it found."""

    addresses = models.CharField(_("addresses"), max_length=80, blank=True)
    found = models.TextField(default="[]", editable=False)
    error = models.CharField(_("error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("asked"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(_("asked by"), max_length=150)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("printer search")
        ordering: ClassVar[list[str]] = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.addresses


class LabelFormat(NamedOnce):
    """A size of labels that the shop uses: on a roll, or ``columns`` × ``rows`` on a sheet of A4."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    width_mm = models.DecimalField(_("width in mm"), max_digits=5, decimal_places=1, validators=SIDE)
    height_mm = models.DecimalField(_("height in mm"), max_digits=5, decimal_places=1, validators=SIDE)
    is_sheet = models.BooleanField(_("on A4 sheets"), default=False)
    columns = models.PositiveSmallIntegerField(_("labels across"), default=1, validators=COUNT)
    rows = models.PositiveSmallIntegerField(_("labels down"), default=1, validators=COUNT)
    left_mm = models.DecimalField(_("left margin in mm"), max_digits=4, decimal_places=1, default=0, validators=GAP)
    top_mm = models.DecimalField(_("upper margin in mm"), max_digits=4, decimal_places=1, default=0, validators=GAP)
    gap_x_mm = models.DecimalField(
        _("gap between columns in mm"), max_digits=4, decimal_places=1, default=0, validators=GAP
    )
    gap_y_mm = models.DecimalField(
        _("gap between rows in mm"), max_digits=4, decimal_places=1, default=0, validators=GAP
    )
    is_default = models.BooleanField(_("chosen at first"), default=False)

    class Meta:
        verbose_name = _("label size")
        ordering: ClassVar[list[str]] = ["-is_default", "name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="label_format_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PrintJob(models.Model):
    """A document for a printer, as neutral JSON, so that it prints the same however late."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        PRINTING = "printing", _("printing")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    task = models.CharField(_("task"), max_length=10, choices=Task)
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, blank=True, verbose_name=_("shop"))
    printer = models.ForeignKey(Printer, models.PROTECT, null=True, blank=True, related_name="jobs")
    title = models.CharField(_("document"), max_length=120)
    document = models.TextField(editable=False)
    is_bound = models.BooleanField(default=False, editable=False)  # to its printer, whatever the routes say
    copies = models.PositiveSmallIntegerField(_("copies"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED, db_index=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"))
    error = models.CharField(_("error"), max_length=300, blank=True)
    sent_key = models.CharField(max_length=32, blank=True, editable=False)  # under which an agent got it
    reprint_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reprints")
    created_at = models.DateTimeField(_("asked"), db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(_("asked by"), max_length=150)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("print job")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["state", "due_at"], name="print_job_due")]

    def __str__(self) -> str:
        return self.title


class PrintedSheet(models.Model):
    """What a virtual printer received: the bytes as they were sent, drawn when somebody looks."""

    printer = models.ForeignKey(Printer, models.CASCADE, related_name="sheets", verbose_name=_("printer"))
    title = models.CharField(_("document"), max_length=120)
    content = models.BinaryField()
    printed_at = models.DateTimeField(_("printed"))

    class Meta:
        verbose_name = _("printed sheet")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.title
