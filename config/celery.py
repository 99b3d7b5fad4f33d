"""The Celery application: `live` and `delivery` in one worker, `ingestion` in another."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("baton")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["knowledge.ingest"])
app.autodiscover_tasks(["flows"], related_name="webhooks")
app.autodiscover_tasks(["config.demo"], related_name="reviews")
app.autodiscover_tasks(["config.demo"], related_name="history")
