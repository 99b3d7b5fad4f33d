from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0002_answer_rated'),
    ]

    operations = [
        migrations.AlterField(
            model_name='timelineentry',
            name='kind',
            field=models.CharField(choices=[('conversation.opened', 'conversation opened'), ('message.posted', 'message posted'), ('conversation.moved', 'conversation moved'), ('conversation.escalated', 'conversation escalated'), ('handoff.settled', 'handoff settled'), ('agent.joined', 'agent joined'), ('agent.left', 'agent left'), ('offer.made', 'offer made'), ('offer.declined', 'offer declined'), ('offer.expired', 'offer expired'), ('offers.exhausted', 'offers exhausted'), ('queue.entered', 'queue entered'), ('answer.judged', 'answer judged'), ('answer.rated', 'answer rated'), ('form.requested', 'form requested'), ('form.submitted', 'form submitted'), ('form.skipped', 'form skipped'), ('visitor.updated', 'visitor updated'), ('page.viewed', 'page viewed'), ('flow.stepped', 'flow stepped'), ('brief.shared', 'brief shared'), ('brief.corrected', 'brief corrected')], max_length=40),
        ),
    ]
