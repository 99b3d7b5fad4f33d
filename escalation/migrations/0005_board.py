from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("escalation", "0004_waits_and_promises")]

    operations = [
        migrations.AlterModelOptions(
            name="promise",
            options={
                "ordering": ("due_at", "pk"),
                "permissions": (
                    ("view_board", "Can look at the board"),
                    ("act_on_board", "Can assign, move, close and promise on the board"),
                ),
                "verbose_name": "promise",
                "verbose_name_plural": "promises",
            },
        ),
    ]
