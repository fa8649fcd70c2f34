from typing import Any

from django.db import migrations

from apps.core.names import FoldedField, tell_apart


def fold_names(apps: Any, schema_editor: Any) -> None:
    tell_apart(apps.get_model("printing", "printer").objects.order_by("pk"))
    tell_apart(apps.get_model("printing", "labelformat").objects.order_by("pk"))


class Migration(migrations.Migration):
    dependencies = [("printing", "0008_bound_jobs")]

    operations = [
        migrations.AddField("printer", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.AddField("labelformat", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
