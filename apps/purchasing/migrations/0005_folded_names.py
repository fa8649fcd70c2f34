from typing import Any

from django.db import migrations

from apps.core.names import FoldedField, tell_apart


def fold_names(apps: Any, schema_editor: Any) -> None:
    tell_apart(apps.get_model("purchasing", "supplier").objects.order_by("pk"))


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0004_imports_in_the_background")]

    operations = [
        migrations.AddField("supplier", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
