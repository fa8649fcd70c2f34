"""What the acts of the audit log are called by people. A page's own acts are called after its table."""

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

NAMES: dict[str, Promise] = {
    "audit.seal": gettext_lazy("Day sealed"),
    "catalog.add_barcode": gettext_lazy("Barcode added"),
    "catalog.archive": gettext_lazy("Product archived"),
    "catalog.archive_many": gettext_lazy("Products archived together"),
    "catalog.change": gettext_lazy("Product changed"),
    "catalog.change_style": gettext_lazy("Style changed"),
    "catalog.choose_barcode": gettext_lazy("Another barcode put on the label"),
    "catalog.create": gettext_lazy("Products added"),
    "catalog.labels_done": gettext_lazy("Labels put on goods"),
    "catalog.move_styles": gettext_lazy("Styles moved to another category"),
    "catalog.print_labels": gettext_lazy("Labels printed"),
    "catalog.regenerate_barcode": gettext_lazy("New barcode for the label"),
    "catalog.remove_barcode": gettext_lazy("Barcode removed"),
    "catalog.reprice": gettext_lazy("Price changed"),
    "catalog.reprice_many": gettext_lazy("Prices changed together"),
    "catalog.restore": gettext_lazy("Product put back on sale"),
    "catalog.set_up_lists": gettext_lazy("Lists of goods filled"),
    "catalog.spread_picture": gettext_lazy("Picture given to the other sizes"),
    "customers.change": gettext_lazy("Customer changed"),
    "customers.create": gettext_lazy("Customer added"),
    "customers.create_many": gettext_lazy("Customers imported"),
    "inventory.cancel_transfer": gettext_lazy("Transfer cancelled"),
    "inventory.change_transfer": gettext_lazy("Transfer changed"),
    "inventory.complete_transfer": gettext_lazy("Transfer completed"),
    "inventory.dispatch_transfer": gettext_lazy("Transfer sent"),
    "inventory.open_many": gettext_lazy("Opening stock imported"),
    "inventory.open_stock": gettext_lazy("Opening stock entered"),
    "inventory.prepare_transfer": gettext_lazy("Transfer prepared"),
    "inventory.receive_transfer": gettext_lazy("Transfer received"),
    "inventory.settle_transfer": gettext_lazy("Difference of a transfer settled"),
    "mail.resend": gettext_lazy("Mail sent again"),
    "printing.add_printer": gettext_lazy("Printer added"),
    "printing.cancel": gettext_lazy("Print job cancelled"),
    "printing.disable_printer": gettext_lazy("Printer switched off"),
    "printing.enable_printer": gettext_lazy("Printer switched on"),
    "printing.find_printers": gettext_lazy("Printers searched for"),
    "printing.make_agent": gettext_lazy("Print agent made"),
    "printing.reassign": gettext_lazy("Print job moved to another printer"),
    "printing.renew_agent": gettext_lazy("Print agent's token renewed"),
    "printing.reprint": gettext_lazy("Printed again"),
    "printing.retry": gettext_lazy("Print job tried again"),
    "printing.revoke_agent": gettext_lazy("Print agent revoked"),
    "printing.route": gettext_lazy("Print route changed"),
    "printing.test_print": gettext_lazy("Test page printed"),
    "purchasing.answer_import": gettext_lazy("Question of an import answered"),
    "purchasing.begin_receipt": gettext_lazy("Goods receipt begun"),
    "purchasing.book_receipt": gettext_lazy("Goods receipt booked"),
    "purchasing.cancel_import": gettext_lazy("Import put aside"),
    "purchasing.cancel_order": gettext_lazy("Purchase order cancelled"),
    "purchasing.cancel_receipt": gettext_lazy("Goods receipt cancelled"),
    "purchasing.change_order": gettext_lazy("Purchase order changed"),
    "purchasing.clear_import": gettext_lazy("Rows of an import removed"),
    "purchasing.confirm_import": gettext_lazy("Import confirmed"),
    "purchasing.confirm_reorder": gettext_lazy("Reorder cart ordered"),
    "purchasing.decide_prices": gettext_lazy("New prices of a goods receipt decided"),
    "purchasing.drop_draft": gettext_lazy("Draft of new goods thrown away"),
    "purchasing.give_up_import": gettext_lazy("Import given up"),
    "purchasing.import": gettext_lazy("Price list imported"),
    "purchasing.mail_order": gettext_lazy("Purchase order sent to the supplier"),
    "purchasing.map_columns": gettext_lazy("Columns of a list named"),
    "purchasing.mark_paid": gettext_lazy("Purchase invoice paid"),
    "purchasing.mark_unpaid": gettext_lazy("Payment of a purchase invoice taken back"),
    "purchasing.place_order": gettext_lazy("Purchase order placed"),
    "purchasing.receive_order": gettext_lazy("Goods of an order received"),
    "purchasing.stop_import": gettext_lazy("Import stopped"),
    "purchasing.take_in": gettext_lazy("Goods taken in"),
    "purchasing.upload_price_list": gettext_lazy("Price list uploaded"),
    "reporting.export": gettext_lazy("List exported"),
    "reporting.stop_export": gettext_lazy("Export stopped"),
    "reporting.take_export": gettext_lazy("Exported list fetched"),
    "sales.checkout": gettext_lazy("Sale"),
    "sales.clear_cart": gettext_lazy("Cart cleared or reduced"),
    "sales.close_shift": gettext_lazy("Shift closed"),
    "sales.deliver": gettext_lazy("Delivered"),
    "sales.drop_parked": gettext_lazy("Parked sale dropped"),
    "sales.instalment": gettext_lazy("Instalment taken"),
    "sales.keep_unbooked": gettext_lazy("Sale kept unbooked"),
    "sales.mail_receipt": gettext_lazy("Receipt mailed"),
    "sales.open_drawer": gettext_lazy("Drawer opened without a sale"),
    "sales.open_shift": gettext_lazy("Shift opened"),
    "sales.park": gettext_lazy("Sale parked"),
    "sales.reprint": gettext_lazy("Receipt printed again"),
    "sales.resolve_exception": gettext_lazy("Exception settled"),
    "sales.resolve_unbooked": gettext_lazy("Unbooked sale settled"),
    "sales.resume": gettext_lazy("Parked sale taken up"),
    "sales.void": gettext_lazy("Receipt voided"),
    "stores.enrol": gettext_lazy("Device enrolled as a till"),
    "stores.leave": gettext_lazy("Device released"),
    "stores.location_opened": gettext_lazy("City added"),
    "stores.payment_methods_added": gettext_lazy("Payment methods added"),
    "stores.register_added": gettext_lazy("Till added"),
    "stores.shop_opened": gettext_lazy("Shop opened"),
    "stores.tax_added": gettext_lazy("Tax added"),
    "stores.warehouse_added": gettext_lazy("Warehouse added"),
    "users.approval_granted": gettext_lazy("Approval given"),
    "users.pin_set": gettext_lazy("PIN set"),
    "users.rights_changed": gettext_lazy("Rights of a role changed"),
    "users.role_given": gettext_lazy("Role given"),
    "users.roles_added": gettext_lazy("Roles added"),
    "users.set_up": gettext_lazy("Nexus set up"),
    "users.sign_in": gettext_lazy("Signed in"),
    "users.sign_in_failed": gettext_lazy("Sign-in failed"),
    "users.sign_out": gettext_lazy("Signed out"),
    "users.unlocked": gettext_lazy("Sign-in unlocked"),
}
DONE_ON_PAGES = {
    "added": gettext_lazy("%(thing)s added"),
    "changed": gettext_lazy("%(thing)s changed"),
    "deleted": gettext_lazy("%(thing)s deleted"),
}


def name_of(act: str) -> str:
    """``sales.void`` is “Receipt voided”, ``stores.shop_changed`` “Shop changed”; an unknown act its own words."""
    if act in NAMES:
        return str(NAMES[act])
    app, _dot, what = act.partition(".")
    model, _line, verb = what.rpartition("_")
    if verb in DONE_ON_PAGES and model in apps.all_models.get(app, {}):
        return DONE_ON_PAGES[verb] % {"thing": capfirst(str(apps.get_model(app, model)._meta.verbose_name))}
    return capfirst(what.replace("_", " ")) or act


def called(words: str) -> list[str]:
    """The acts in whose names these words stand."""
    wanted = words.strip().casefold()
    return [act for act, name in NAMES.items() if wanted and wanted in str(name).casefold()]
