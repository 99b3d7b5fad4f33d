"""Judging answers: the queue that brings one after the other, and the verdicts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from knowledge import services
from knowledge.admin.common import MEDIA, found, may, page
from knowledge.models import AnswerRecord, LabelSource
from knowledge.reliability import judgeable_answers
from knowledge.reviewing import REVIEWED_DAYS, band_standings, judging, next_to_review

REVIEW_MEDIA = MEDIA + Media(css={"all": ["staff/labels.css"]}, js=["staff/review.js"])
REVIEW_RIGHT = "add_answerlabel"
VERDICTS = {"right": True, "wrong": False, "": None}
SKIPPED = "knowledge_review_skipped"
MOST_SKIPPED = 200


def review(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The next answer to judge, or the one that is asked for by `?answer=`."""
    if not may(request, REVIEW_RIGHT, "view_answerrecord"):
        raise PermissionDenied
    wanted = request.GET.get("answer")
    answer = found(judgeable_answers(), wanted) if wanted else next_to_review(_skipped(request))
    shown = judging(answer) if answer is not None else None
    done = request.GET.get("done", "")
    context = {
        "title": _("Review answers"),
        "judging": shown,
        "said": shown.verdict_of(request.user.pk) if shown else None,
        "undo": AnswerRecord.objects.filter(pk=done).first() if done.isdecimal() else None,
        "standings": band_standings(),
        "days": REVIEWED_DAYS,
        "skipped": len(_skipped(request)),
        "can_open": may(request, "view_document"),
        "media": REVIEW_MEDIA,
    }
    return page(model_admin, request, "review.html", context)


def judge(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The reviewer's verdict is kept; from the queue the next answer follows."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not may(request, REVIEW_RIGHT, "view_answerrecord"):
        raise PermissionDenied
    answer = found(judgeable_answers(), object_id)
    verdict = request.POST.get("verdict", "")
    in_queue = request.POST.get("queue") == "1"
    if verdict == "skip":
        _skip(request, answer.pk)
        return redirect("admin:knowledge_review")
    if verdict not in VERDICTS:
        messages.error(request, _("This verdict is not known here."))
        return redirect(_back(request, answer))
    services.label_answer(
        answer_id=answer.pk,
        source=LabelSource.REVIEWER,
        right=VERDICTS[verdict],
        by_id=request.user.pk,
    )
    if not in_queue:
        messages.success(request, _said(verdict))
        return redirect(_back(request, answer))
    follow = {"done": answer.pk} if verdict else {"answer": answer.pk}
    return redirect(f"{reverse('admin:knowledge_review')}?{urlencode(follow)}")


def _said(verdict: str) -> str:
    return {
        "right": _("Noted: the answer is right."),
        "wrong": _("Noted: the answer is wrong."),
    }.get(verdict, _("Your verdict was taken back."))


def _back(request: HttpRequest, answer: AnswerRecord) -> str:
    """The page that the button was on, if it is one of ours; else the answer's."""
    came_from = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return str(came_from)
    return reverse("admin:knowledge_answerrecord_change", args=[answer.pk])


def _skipped(request: HttpRequest) -> list[int]:
    return list(request.session.get(SKIPPED, []))


def _skip(request: HttpRequest, answer_id: int) -> None:
    """Kept for as long as the session: somebody else, or another day, may know better."""
    others = [one for one in _skipped(request) if one != answer_id]
    request.session[SKIPPED] = [*others, answer_id][-MOST_SKIPPED:]
