"""How a receipt is shown in the back office: its figures, its goods and payments, its state, what belongs to it."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyTabularInline
from apps.core.columns import amount_html, money_column
from apps.loyalty.queries import of_document
from apps.sales import documents
from apps.sales.contents import TaxSum, taxes_of
from apps.sales.models import Delivery, Receipt, ReceiptLine, SaleException, Tender

LABELS = {"settled": "success", "due": "warning", "void": "danger"} | dict.fromkeys(
    ("gift", "deposit", "returned"), "info"
)


class LineInline(ReadOnlyTabularInline):
    model = ReceiptLine
    hide_title = True
    verbose_name_plural = gettext_lazy("Goods")
    fields = ("name", "barcode", "quantity", "price_shown", "gross_shown", "off_shown", "net_shown")
    readonly_fields = fields

    price_shown = money_column("unit_price", gettext_lazy("Unit price"))
    gross_shown = money_column("gross", gettext_lazy("Gross"))
    net_shown = money_column("net", gettext_lazy("Net"))

    @display(description=gettext_lazy("Discount"))
    def off_shown(self, line: ReceiptLine) -> SafeString | str:
        if line.is_gift:
            return _("gift: %(reason)s") % {"reason": line.gift_reason}
        off = line.discount + line.order_discount + line.points_discount
        return amount_html(-off) if off else "–"


class TenderInline(ReadOnlyTabularInline):
    model = Tender
    hide_title = True
    verbose_name_plural = gettext_lazy("Payments")
    fields = ("method_name", "reference", "amount_shown", "handed_shown", "at", "user_name", "shift")
    readonly_fields = fields

    amount_shown = money_column("amount", gettext_lazy("Amount"))
    handed_shown = money_column("handed_over", gettext_lazy("Handed over"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tender]:
        tenders: QuerySet[Tender] = super().get_queryset(request).select_related("shift")
        return tenders


class ExceptionInline(ReadOnlyTabularInline):
    model = SaleException
    hide_title = True
    verbose_name_plural = gettext_lazy("Exceptions")
    fields = ("kind", "sentence", "at", "resolution", "resolved_by_name")
    readonly_fields = fields


class ReceiptShown:
    """Columns of the list and fields of the page."""

    total_shown = money_column("total", gettext_lazy("Total"))
    gross_shown = money_column("gross", gettext_lazy("Gross"))
    line_discount_shown = money_column("line_discount", gettext_lazy("Line discounts"))
    order_discount_shown = money_column("order_discount", gettext_lazy("Order discount"))
    points_discount_shown = money_column("points_discount", gettext_lazy("Paid with points"))
    gift_value_shown = money_column("gift_value", gettext_lazy("Value of gifts"))
    net_shown = money_column("net", gettext_lazy("Net of items"))
    delivery_fee_shown = money_column("delivery_fee", gettext_lazy("Delivery fee"))
    returned_shown = money_column("returned", gettext_lazy("Returned"))
    rounding_shown = money_column("rounding", gettext_lazy("Cash rounding"))

    @display(description=gettext_lazy("Points"))
    def points_shown(self, receipt: Receipt) -> str:
        moved = of_document(receipt.number) if receipt.customer_id else None
        if moved is None:
            return "–"
        words = {"redeemed": f"{moved.redeemed:,}", "earned": f"{moved.earned:,}", "balance": f"{moved.balance:,}"}
        return _("%(redeemed)s redeemed, %(earned)s earned, %(balance)s after it") % words

    @display(description=gettext_lazy("Receipt"), ordering="pk", header=True)
    def number_shown(self, receipt: Receipt) -> list[str]:
        pieces = ngettext("%(pieces)s piece", "%(pieces)s pieces", receipt.units) % {"pieces": receipt.units}
        return [receipt.number, " · ".join(filter(None, (receipt.provisional_number, pieces)))]

    @display(description=gettext_lazy("Customer"), ordering="customer_name")
    def customer_shown(self, receipt: Receipt) -> str:
        return receipt.customer_name or "–"

    @display(description=gettext_lazy("State"), label=LABELS)
    def state_shown(self, receipt: Receipt) -> tuple[str, str]:
        if hasattr(receipt, "void"):
            return "void", _("void")
        if receipt.due:
            return "due", _("%(due)s due") % {"due": documents.money(receipt.due)}
        if receipt.returned:
            return "returned", _("%(returned)s returned") % {"returned": documents.money(receipt.returned)}
        if receipt.kind == Receipt.Kind.GIFT:
            return "gift", _("gift")
        if receipt.kind == Receipt.Kind.DEPOSIT:
            return "deposit", _("deposit")
        return "settled", _("settled")

    @display(description=gettext_lazy("State"))
    def state_in_words(self, receipt: Receipt) -> str:
        return str(self.state_shown(receipt)[1])

    @display(description=gettext_lazy("Delivery"))
    def delivery_shown(self, receipt: Receipt) -> SafeString | str:
        delivery = Delivery.objects.filter(receipt=receipt).first()
        if delivery is None:
            return "–"
        address = reverse("admin:sales_delivery_change", args=[delivery.pk])
        state = _("delivered") if delivery.delivered_at else _("pending")
        return format_html('<a class="text-link" href="{}">{}</a>, {}', address, delivery.number, state)

    @display(description=gettext_lazy("Pre-order"))
    def preorder_shown(self, receipt: Receipt) -> SafeString | str:
        if not receipt.preorder:
            return "–"
        address = f"{reverse('find')}?{urlencode({'code': receipt.preorder})}"
        return format_html('<a class="text-link" href="{}">{}</a>', address, receipt.preorder)

    @display(description=gettext_lazy("Returns"))
    def returns_shown(self, receipt: Receipt) -> SafeString | str:
        """They belong to a trade above."""
        made = receipt.returns.order_by("pk")
        rows = (
            (reverse("admin:returns_return_change", args=[one.pk]), one.number, one.get_state_display()) for one in made
        )
        return format_html_join(", ", '<a class="text-link" href="{}">{}</a> {}', rows) or "–"

    @display(description=gettext_lazy("Taxes"))
    def taxes_shown(self, receipt: Receipt) -> SafeString | str:
        rows = ((_tax_label(tax), documents.money(tax.amount)) for tax in taxes_of(receipt))
        return format_html_join("", '<span class="sum"><span>{}</span><span>{}</span></span>', rows) or "–"


def _tax_label(tax: TaxSum) -> str:
    words = {"tax": tax.name, "rate": f"{tax.rate.normalize():f}", "base": documents.money(tax.base)}
    return _("%(tax)s %(rate)s %% on %(base)s") % words
