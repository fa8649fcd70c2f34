from typing import Any

from django.db import migrations

from apps.core.names import FoldedField, tell_apart


def fold_names(apps: Any, schema_editor: Any) -> None:
    tell_apart(apps.get_model("users", "role").objects.order_by("pk"))


class Migration(migrations.Migration):
    dependencies = [("users", "0003_secrets_leave_history")]

    operations = [
        migrations.AddField("role", "folded", FoldedField(default="", unique=False), preserve_default=False),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
