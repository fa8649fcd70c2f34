"""What the dialogs of pre-orders ask."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.catalog import barcodes
from apps.catalog.models import Category, Product
from apps.catalog.products import NewProduct
from apps.core import clock
from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import AmountField, DayField, WholeNumberField
from apps.core.refusals import NexusError
from apps.customers import phones
from apps.customers.models import Customer
from apps.preorders import queries
from apps.preorders.arriving import Arrival
from apps.preorders.cancelling import Refund
from apps.preorders.models import PreOrder
from apps.preorders.placing import MOST_PIECES
from apps.purchasing.models import Supplier
from apps.sales.models import Shift
from apps.sales.orders import TenderInput
from apps.stores.backoffice import shops_of
from apps.stores.models import PaymentMethod, Shop

AMOUNT = {"max_digits": 12, "decimal_places": 2, "widget": UnfoldAdminDecimalFieldWidget}


def _text(label: Any, most: int, *, required: bool = False, told: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, widget=UnfoldAdminTextInputWidget, help_text=told
    )


class MoneyFields(DialogForm):
    """By which way money moves, and through which open shift."""

    method = forms.ModelChoiceField(
        label=gettext_lazy("By"), queryset=PaymentMethod.objects.none(), widget=UnfoldAdminSelectWidget
    )
    reference = _text(gettext_lazy("Reference"), 80)
    shift = forms.ModelChoiceField(
        label=gettext_lazy("Shift"),
        queryset=Shift.objects.none(),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("The till whose drawer holds the money."),
        error_messages={"required": gettext_lazy("No till is open. Open a shift at a till first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = PaymentMethod.objects.filter(is_active=True).exclude(kind__in=PaymentMethod.OWED)
        self.fields["method"].queryset = methods
        open_ones = Shift.objects.filter(closed_at__isnull=True, shop__in=shops_of(self.request))
        shift = self.fields["shift"]
        shift.queryset = open_ones.select_related("register__shop")
        shift.label_from_instance = lambda row: f"{row.number}, {row.register}"
        if shift.required and self.fields["method"].required:
            shift.empty_label = self.fields["method"].empty_label = None

    def preorder(self) -> PreOrder | None:
        return by_key(PreOrder.objects.select_related("product", "customer"), str(self.object_id or "")).first()


class WishFields(forms.Form):
    """What is ordered, when it is expected, and what a piece will cost."""

    what = _text(gettext_lazy("What"), 200, told=gettext_lazy("As the customer says it: Red agbada, gold trim."))
    code = _text(
        gettext_lazy("Barcode"), 48, told=gettext_lazy("Of a product that we have. Empty for what is new to the shop.")
    )
    brand = _text(gettext_lazy("Brand"), 80)
    colour = _text(gettext_lazy("Colour"), 80)
    size = _text(gettext_lazy("Size"), 20)
    quantity = WholeNumberField(
        label=gettext_lazy("Pieces"),
        min_value=1,
        max_value=MOST_PIECES,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    unit_price = AmountField(label=gettext_lazy("Price of a piece"), min_value=Decimal("0.01"), **AMOUNT)
    expected_on = DayField(label=gettext_lazy("Expected on"), widget=UnfoldAdminSingleDateWidget)
    note = _text(gettext_lazy("Note"), 300)

    def clean_code(self) -> Product | None:
        return product_of(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if not filled.get("what") and not filled.get("code") and "code" not in self.errors:
            self.add_error("what", _("Say what is ordered, or scan its barcode."))
        return filled


class NewPreOrderForm(WishFields, MoneyFields):
    """For whom and what; with a deposit when they leave one."""

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    customer = _text(
        gettext_lazy("Customer"), 120, required=True, told=gettext_lazy("Their phone number, or their name in full.")
    )
    shop = forms.ModelChoiceField(
        label=gettext_lazy("Shop"), queryset=Shop.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget
    )
    deposit = AmountField(
        label=gettext_lazy("Deposit"),
        min_value=0,
        required=False,
        help_text=gettext_lazy("Empty when nothing is left."),
        **AMOUNT,
    )
    field_order = ("customer", "shop", *WishFields.base_fields, "deposit", "method", "reference", "shift")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shop: Any = self.fields["shop"]
        shop.queryset = shops_of(self.request).filter(is_active=True)
        shop.initial = getattr(self.request.user, "shop_id", None) or shop.queryset.first()
        self.fields["expected_on"].initial = clock.today() + timedelta(days=14)
        for name in ("method", "shift"):
            self.fields[name].required = False

    def clean_customer(self) -> Customer:
        return customer_of(self.cleaned_data["customer"])

    def clean(self) -> dict[str, Any]:
        filled = super().clean()
        if filled.get("deposit"):
            for name in ("method", "shift"):
                if not filled.get(name):
                    self.add_error(name, _("Say how the deposit is paid, and into which shift."))
        return filled

    def told(self) -> dict[str, Any]:
        """As ``placing.Wish`` wants it."""
        filled = self.cleaned_data
        names = ("key", "customer", "shop", "what", "brand", "colour", "size", "quantity", "unit_price", "expected_on")
        deposit = filled["deposit"] or Decimal("0.00")
        tenders = (TenderInput(filled["method"].pk, deposit, filled["reference"]),) if deposit else ()
        wish = {name: filled[name] for name in (*names, "note")}
        return wish | {"product": filled["code"], "deposit": deposit, "tenders": tenders}


class ChangeForm(WishFields, DialogForm):
    """What may change while it is awaited."""

    field_order = tuple(WishFields.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preorder = by_key(PreOrder.objects.select_related("product"), str(self.object_id or "")).first()
        if preorder is None:
            return
        for name in WishFields.base_fields.keys() - {"code"}:
            self.fields[name].initial = getattr(preorder, name)
        label = preorder.product.barcodes.filter(is_primary=True).first() if preorder.product else None
        self.fields["code"].initial = label.code if label else ""

    def told(self) -> dict[str, Any]:
        filled = {name: self.cleaned_data[name] for name in WishFields.base_fields}
        product = filled.pop("code")
        filled["what"] = filled["what"] or (product.name if product else "")
        return filled | {"product": product}


class DepositForm(MoneyFields):
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    amount = AmountField(label=gettext_lazy("Amount"), min_value=Decimal("0.01"), **AMOUNT)
    field_order = ("amount", "method", "reference", "shift")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preorder = self.preorder()
        if preorder is not None:
            self.fields["amount"].initial = preorder.total - queries.held(preorder)

    def tender(self) -> TenderInput:
        filled = self.cleaned_data
        return TenderInput(filled["method"].pk, filled["amount"], filled["reference"])


class ConvertForm(DialogForm):
    """What came, what it cost, and what it is called in the shop when it is new there."""

    pieces = WholeNumberField(
        label=gettext_lazy("Pieces that came"),
        min_value=1,
        max_value=MOST_PIECES,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("More than were ordered go on the shelf."),
    )
    unit_cost = AmountField(label=gettext_lazy("Cost of a piece"), min_value=0, **AMOUNT)
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Supplier"), queryset=Supplier.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    reference = _text(gettext_lazy("Supplier's reference"), 60)
    code = _text(gettext_lazy("Barcode"), 48, told=gettext_lazy("Of a product that we have: its stock is topped up."))
    style = _text(gettext_lazy("Name"), 160)
    brand = _text(gettext_lazy("Brand"), 80)
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=Category.objects.all(), required=False, widget=UnfoldAdminSelectWidget
    )
    colour = _text(gettext_lazy("Colour"), 80)
    design = _text(gettext_lazy("Design"), 80)
    size = _text(gettext_lazy("Size"), 20)
    price = AmountField(
        label=gettext_lazy("Selling price"),
        min_value=0,
        required=False,
        help_text=gettext_lazy("On the label. The customer pays what was agreed."),
        **AMOUNT,
    )
    OF_NEW = ("code", "style", "brand", "category", "colour", "design", "size", "price")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)
        self.known = None
        preorder = by_key(PreOrder.objects.select_related("product"), str(self.object_id or "")).first()
        if preorder is None:
            return
        self.fields["pieces"].initial = preorder.quantity
        if preorder.product is not None:
            self.known = preorder.product
            self.fields["unit_cost"].initial = preorder.product.cost
            for name in self.OF_NEW:
                del self.fields[name]
            return
        for name in ("brand", "colour", "design", "size"):
            self.fields[name].initial = getattr(preorder, name)
        self.fields["style"].initial = preorder.what[:160]
        self.fields["price"].initial = preorder.unit_price
        self.fields["category"].initial = Category.objects.filter(name__iexact=preorder.category or "-").first()

    def clean_code(self) -> Product | None:
        return product_of(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if self.known is None and not filled.get("code") and "code" not in self.errors:
            for name in ("brand", "category"):
                if not filled.get(name) and name not in self.errors:
                    self.add_error(name, _("A new product needs it; or scan the barcode of one that we have."))
        return filled

    def arrival(self) -> Arrival:
        filled = self.cleaned_data
        product = self.known or filled.get("code")
        return Arrival(
            pieces=filled["pieces"],
            unit_cost=filled["unit_cost"],
            product=product,
            new=None if product else self._new(),
            supplier=filled["supplier"],
            supplier_reference=filled["reference"],
        )

    def _new(self) -> NewProduct:
        filled = self.cleaned_data
        return NewProduct(
            brand=filled["brand"],
            category=filled["category"],
            cost=filled["unit_cost"],
            style=filled["style"],
            design=filled["design"] or None,
            colour=filled["colour"] or None,
            size=filled["size"] or None,
            price=filled["price"],
        )


class SetAsideForm(DialogForm):
    """Which pieces on the floor are theirs."""

    code = _text(gettext_lazy("Barcode"), 48, required=True, told=gettext_lazy("Scan a piece that is on the floor."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preorder = by_key(PreOrder.objects.select_related("product"), str(self.object_id or "")).first()
        label = preorder.product.barcodes.filter(is_primary=True).first() if preorder and preorder.product else None
        self.fields["code"].initial = label.code if label else ""

    def clean_code(self) -> Product | None:
        return product_of(self.cleaned_data["code"])


class TellForm(DialogForm):
    recipient = forms.EmailField(label=gettext_lazy("To"), widget=UnfoldAdminEmailInputWidget)
    message = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=2_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands above the usual text."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preorder = by_key(PreOrder.objects.select_related("customer"), str(self.object_id or "")).first()
        self.fields["recipient"].initial = preorder.customer.email if preorder else ""


class ReasonForm(DialogForm):
    reason = _text(gettext_lazy("Why"), 200, required=True)


class CancelForm(MoneyFields):
    """Why, and how the deposit goes back where there is one."""

    reason = _text(gettext_lazy("Why"), 200, required=True)
    field_order = ("reason", "method", "reference", "shift")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preorder = self.preorder()
        if preorder is None or not queries.held(preorder):
            for name in ("method", "reference", "shift"):
                del self.fields[name]
            return
        method, shift = self.fields["method"], self.fields["shift"]
        method.required = shift.required = False
        method.label, method.empty_label = _("The deposit goes back by"), _("Store credit")
        shift.empty_label = "–"
        method.initial = method.queryset.filter(kind=PaymentMethod.Kind.CASH).first()
        shift.initial = shift.queryset.filter(shop=preorder.shop_id).first()

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if filled.get("method") and not filled.get("shift") and "shift" not in self.errors:
            self.add_error("shift", _("Choose the open shift whose money goes back, or store credit."))
        return filled

    def refund(self) -> Refund | None:
        filled = self.cleaned_data
        if "method" not in self.fields:
            return None
        return Refund(method=filled["method"], shift=filled["shift"], reference=filled["reference"])


def product_of(code: str) -> Product | None:
    """Of a barcode; None of an empty one."""
    if not code.strip():
        return None
    product = barcodes.find(code)
    if product is None:
        raise forms.ValidationError(_("No product has the code %(code)s.") % {"code": code})
    return product


def customer_of(text: str) -> Customer:
    """By phone number, or by the whole name where one customer has it."""
    try:
        found = Customer.objects.filter(phone=phones.normalise(text)).first()
    except NexusError:
        found = None
    if found is not None:
        return found
    named = list(Customer.objects.filter(name__iexact=text.strip())[:2])
    if len(named) == 1:
        return named[0]
    if named:
        raise forms.ValidationError(_("Several customers are called so: type the phone number."))
    raise forms.ValidationError(_("Nobody has this phone number or name: add them under Customers first."))
