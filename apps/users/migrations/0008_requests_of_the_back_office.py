import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0007_requests_for_approval")]

    operations = [
        migrations.AlterField(
            "approvalrequest",
            "register",
            models.ForeignKey(
                help_text="None: the back office.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="stores.register",
                verbose_name="register",
            ),
        ),
    ]
