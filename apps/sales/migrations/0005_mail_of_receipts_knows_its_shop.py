from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def find_shops(apps: Any, schema_editor: Any) -> None:
    receipts = apps.get_model("sales", "Receipt").objects.filter(number=OuterRef("document"))
    mails = apps.get_model("mail", "OutgoingMail").objects.filter(Exists(receipts), shop__isnull=True)
    mails.update(shop=Subquery(receipts.values("shop")[:1]))


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_taken_up"), ("mail", "0002_shop")]

    operations = [migrations.RunPython(find_shops, migrations.RunPython.noop)]
