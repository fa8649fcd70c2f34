"""Every label of a whole shop is read back by a reader, at each fineness and size that printers have."""

import pytest
import zxingcpp
from django.core.management import call_command

from apps.catalog import labels, queries
from apps.printing import labels as drawing
from apps.printing.models import LabelFormat

pytestmark = [pytest.mark.prove, pytest.mark.django_db, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("dpi", [203, 300])
def test_every_label_of_the_demo_shop_decodes(dpi: int) -> None:
    call_command("demo", days=1)
    unread = []

    for size in LabelFormat.objects.all():
        for product in queries.listed():
            label = labels.label_of(product, size)
            found = zxingcpp.read_barcodes(drawing.draw(label, dpi).convert("L"))
            if [each.text for each in found] != [label.code]:
                unread.append((str(size), label.code))

    print(f"{queries.listed().count()} products × {LabelFormat.objects.count()} sizes at {dpi} dpi: all read")
    assert unread == []
