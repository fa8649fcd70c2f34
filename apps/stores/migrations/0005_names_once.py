from django.db import migrations, models

from apps.core.names import FoldedField


class Migration(migrations.Migration):
    dependencies = [("stores", "0004_folded_names")]

    operations = [
        migrations.AlterField("location", "folded", FoldedField()),
        migrations.AlterField("shop", "folded", FoldedField()),
        migrations.AlterField("paymentmethod", "folded", FoldedField()),
        migrations.AlterField("taxrate", "folded", FoldedField()),
        migrations.AddConstraint(
            "register", models.UniqueConstraint(fields=["shop", "folded"], name="register_once_a_shop")
        ),
    ]
