from django.db import migrations, models

from apps.core.names import FoldedField


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_folded_names")]

    operations = [
        migrations.AlterField("brand", "folded", FoldedField()),
        migrations.AlterField("category", "folded", FoldedField()),
        migrations.AlterField("colour", "folded", FoldedField()),
        migrations.AlterField("design", "folded", FoldedField()),
        migrations.AlterField("size", "folded", FoldedField()),
        migrations.AddConstraint(
            "style",
            models.UniqueConstraint(
                fields=["brand", "category", "design", "folded"],
                condition=models.Q(("design__isnull", False)),
                name="style_once_with_design",
            ),
        ),
        migrations.AddConstraint(
            "style",
            models.UniqueConstraint(
                fields=["brand", "category", "folded"],
                condition=models.Q(("design__isnull", True)),
                name="style_once_plain",
            ),
        ),
    ]
