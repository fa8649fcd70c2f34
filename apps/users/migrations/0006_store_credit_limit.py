from decimal import Decimal
from typing import Any

from django.db import migrations

from apps.core.fields import MoneyField
from apps.core.money import MOST, ZERO

LIMITS = {"md": MOST, "manager": Decimal(20_000)}


def give_presets_theirs(apps: Any, schema_editor: Any) -> None:
    """What the presets of an empty house begin with, those of an older one get too."""
    for key, limit in LIMITS.items():
        apps.get_model("users", "Role").objects.filter(key=key).update(store_credit_limit=limit)


class Migration(migrations.Migration):
    dependencies = [("users", "0005_names_once")]

    operations = [
        migrations.AddField(
            "role",
            "store_credit_limit",
            MoneyField(
                default=ZERO,
                help_text="The most that one store credit may be worth which they issue alone; 0 asks for a word each time.",
                verbose_name="store credit limit",
            ),
        ),
        migrations.RunPython(give_presets_theirs, migrations.RunPython.noop),
    ]
