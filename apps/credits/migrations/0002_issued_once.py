from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_credits")]

    operations = [
        migrations.AddField(
            "credit",
            "key",
            models.UUIDField(
                editable=False, help_text="The form's own, so that it issues once.", null=True, unique=True
            ),
        ),
    ]
