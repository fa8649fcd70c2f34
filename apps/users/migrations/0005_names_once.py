from django.db import migrations

from apps.core.names import FoldedField


class Migration(migrations.Migration):
    dependencies = [("users", "0004_folded_names")]

    operations = [
        migrations.AlterField("role", "folded", FoldedField()),
    ]
