"""The pages of pre-orders; importing them registers them."""

from apps.preorders.admin import preorders as preorders
