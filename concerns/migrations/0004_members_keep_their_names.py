"""A reporter names people: every name that a member had stays, and colleagues are told of a new one."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0003_what_was_ended_stays_ended"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="is_called",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="alert",
            name="was_called",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="membership",
            name="names",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                blank=True,
                default=list,
                help_text="What the person was called when it was confirmed, and each name since, in order.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("credentials", "A log-in was changed by somebody else; the membership is suspended"),
                    ("many_opened", "Somebody opened many cases in a short time"),
                    ("name", "Somebody has another name now"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="deed",
            field=models.CharField(
                choices=[
                    ("sent", "Sent by the reporter"),
                    ("opened", "Opened"),
                    ("identity_opened", "Looked up who raised it"),
                    ("identity_asked", "Asked to know who raised it"),
                    ("identity_granted", "Agreed that they may know who raised it"),
                    ("identity_declined", "Declined that they may know who raised it"),
                    ("acknowledged", "Acknowledged"),
                    ("screened", "Looked whether anybody is at risk"),
                    ("triaged", "Triage recorded"),
                    ("begun", "Work begun"),
                    ("investigated", "Investigation opened"),
                    ("updated", "Told why the investigation takes longer"),
                    ("extended", "Given longer to answer, with a reason"),
                    ("referred", "Referred"),
                    ("returned", "Returned"),
                    ("sighted", "Dean's office told that it exists"),
                    ("seen", "Seen by the dean's office"),
                    ("made_safe", "Safety action recorded"),
                    ("wrote_reporter", "Message to the reporter"),
                    ("wrote_note", "Internal note"),
                    ("reporter_wrote", "Message from the reporter"),
                    ("paused", "Waits for the reporter"),
                    ("resumed", "Waits no more"),
                    ("answered", "Feedback given"),
                    ("dissatisfied", "The reporter is not satisfied"),
                    ("closed", "Closed"),
                    ("reopened", "Reopened by the reporter"),
                    ("withdrawn", "Withdrawn by the reporter"),
                    ("signposted", "Shown another way"),
                    ("referred_out", "Handed to an outside body"),
                    ("kept_out", "Somebody kept out"),
                    ("recused", "Stepped back"),
                    ("refused", "Tried to open and was refused"),
                    ("probed", "Tried the casework pages without a membership"),
                    ("proposed", "Membership proposed"),
                    ("confirmed", "Membership confirmed"),
                    ("suspended", "Membership suspended"),
                    ("reinstated", "Membership reinstated"),
                    ("ended", "Membership ended"),
                    ("renamed", "A member's name changed"),
                    ("many_opened", "Opened many cases in a short time"),
                    ("keys_made", "Keys made"),
                    ("keys_rotated", "Key-encryption key rotated"),
                ],
                max_length=20,
            ),
        ),
    ]
