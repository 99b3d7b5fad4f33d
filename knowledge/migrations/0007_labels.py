import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0006_document_workers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='answerrecord',
            name='odds',
            field=models.FloatField(blank=True, help_text='What the search alone says before it is calibrated; calibrations are fitted on it. Empty for small talk and where nothing was found.', null=True, verbose_name='log-odds'),
        ),
        migrations.CreateModel(
            name='Calibration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('knots', models.JSONField(help_text='Pairs of log-odds and the share of answers that were right there.', verbose_name='knots')),
                ('labels', models.PositiveIntegerField(help_text='How many it was fitted on.', verbose_name='labels')),
                ('labels_right', models.PositiveIntegerField(help_text='How many said “right”.', verbose_name='right')),
                ('labels_by_source', models.JSONField(default=dict, help_text='How many of visitors, agents, reviewers.', verbose_name='labels by source')),
                ('error_before', models.FloatField(help_text='Expected calibration error as shipped, from 0 to 1.', verbose_name='error before')),
                ('error_after', models.FloatField(help_text='The same with this calibration, each fifth judged by the other four.', verbose_name='error after')),
                ('state', models.CharField(choices=[('proposed', 'not in use'), ('active', 'in use'), ('replaced', 'no longer in use')], default='proposed', help_text='At most one is in use; without one, the shipped calibration is.', max_length=8, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was fitted.', verbose_name='created at')),
                ('activated_at', models.DateTimeField(blank=True, help_text='Empty if it never was in use.', null=True, verbose_name='in use since')),
                ('ended_at', models.DateTimeField(blank=True, help_text='When something took its place.', null=True, verbose_name='in use until')),
                ('activated_by', models.ForeignKey(blank=True, help_text='Who put it in use.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put in use by')),
                ('created_by', models.ForeignKey(blank=True, help_text='Who had it fitted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('ended_by', models.ForeignKey(blank=True, help_text='Who put something else in its place.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
            ],
            options={
                'verbose_name': 'calibration',
                'verbose_name_plural': 'calibrations',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='answerrecord',
            name='calibration',
            field=models.ForeignKey(blank=True, help_text="Of this desk's own answers; empty for the shipped one.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='knowledge.calibration', verbose_name='calibration'),
        ),
        migrations.CreateModel(
            name='AnswerLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('visitor', 'visitor'), ('agent', 'agent'), ('reviewer', 'reviewer')], help_text="Who judged; a visitor's verdict counts less than one of staff.", max_length=8, verbose_name='source')),
                ('right', models.BooleanField(help_text='Whether the answer, or what would have been said, is right.', verbose_name='right')),
                ('created_at', models.DateTimeField(db_index=True, help_text='When it was last said.', verbose_name='created at')),
                ('answer', models.ForeignKey(help_text='What was judged.', on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='knowledge.answerrecord', verbose_name='answer')),
                ('by', models.ForeignKey(blank=True, help_text='Empty for a visitor.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'label',
                'verbose_name_plural': 'labels',
                'constraints': [models.UniqueConstraint(fields=('answer', 'source', 'by'), name='answer_label_once_a_person'), models.UniqueConstraint(condition=models.Q(('source', 'visitor')), fields=('answer',), name='answer_label_one_visitor')],
            },
        ),
        migrations.AddConstraint(
            model_name='calibration',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('state',), name='calibration_one_active'),
        ),
    ]
