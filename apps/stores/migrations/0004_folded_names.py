from typing import Any

from django.db import migrations

from apps.core.names import FoldedField, tell_apart


def fold_names(apps: Any, schema_editor: Any) -> None:
    tell_apart(apps.get_model("stores", "location").objects.order_by("pk"))
    tell_apart(apps.get_model("stores", "shop").objects.order_by("pk"))
    tell_apart(apps.get_model("stores", "paymentmethod").objects.order_by("pk"))
    tell_apart(apps.get_model("stores", "taxrate").objects.order_by("pk"))
    tell_apart(apps.get_model("stores", "register").objects.order_by("pk"), ("shop",))


class Migration(migrations.Migration):
    dependencies = [("stores", "0003_place_place_once_outside")]

    operations = [
        migrations.AddField("location", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("shop", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("paymentmethod", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("taxrate", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("register", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
