"""The back office of the catalogue."""

from apps.catalog.admin.labels import LabelBatchAdmin as LabelBatchAdmin
from apps.catalog.admin.lists import BrandAdmin as BrandAdmin
from apps.catalog.admin.products import ProductAdmin as ProductAdmin
from apps.catalog.admin.styles import StyleAdmin as StyleAdmin
