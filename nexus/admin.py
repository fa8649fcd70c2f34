"""Pages that are composed of several trades, for no trade may know those above it."""

from django.contrib import admin

from apps.credits.admin import of_customers as credits
from apps.customers import admin as customers
from apps.customers.models import Customer
from apps.loyalty.admin import of_customers as loyalty
from apps.office.admin import CustomerActs
from apps.preorders.admin import of_customers as preorders
from apps.returns.admin import of_customers as returns
from apps.sales.admin import of_customers as sales


@admin.register(Customer)
class CustomerPage(CustomerActs, customers.CustomerAdmin):
    figures = (sales.figures,)
    sections = (
        sales.owed,
        sales.receipts,
        sales.payments,
        loyalty.points,
        credits.credits,
        preorders.preorders,
        returns.returns,
        sales.deliveries,
        sales.mails,
        customers.consents,
        customers.identities,
    )
