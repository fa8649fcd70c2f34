from django.db import migrations

from apps.core.names import FoldedField


class Migration(migrations.Migration):
    dependencies = [("printing", "0009_folded_names")]

    operations = [
        migrations.AlterField("printer", "folded", FoldedField()),
        migrations.AlterField("labelformat", "folded", FoldedField()),
    ]
