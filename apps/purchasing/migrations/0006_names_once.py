from django.db import migrations

from apps.core.names import FoldedField


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0005_folded_names")]

    operations = [
        migrations.AlterField("supplier", "folded", FoldedField()),
    ]
