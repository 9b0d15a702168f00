from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_when_it_changed"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="analysis_version",
            field=models.CharField(default="", editable=False, max_length=16),
        ),
    ]
