from typing import Any

from django.db import migrations

from apps.core.names import FoldedField, tell_apart


def fold_names(apps: Any, schema_editor: Any) -> None:
    tell_apart(apps.get_model("catalog", "brand").objects.order_by("pk"))
    tell_apart(apps.get_model("catalog", "category").objects.order_by("pk"))
    tell_apart(apps.get_model("catalog", "colour").objects.order_by("pk"))
    tell_apart(apps.get_model("catalog", "design").objects.order_by("pk"))
    tell_apart(apps.get_model("catalog", "size").objects.order_by("pk"))
    tell_apart(apps.get_model("catalog", "style").objects.order_by("pk"), ("brand", "category", "design"))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_label_batches")]

    operations = [
        migrations.AddField("brand", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("category", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("colour", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("design", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("size", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("style", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
