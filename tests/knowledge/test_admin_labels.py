"""Reviewing answers and calibrating, on the pages of the admin."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from knowledge import reliability
from knowledge.models import AnswerLabel, AnswerRecord, Calibration
from knowledge.reviewing import band_standings, next_to_review

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:knowledge_review")
PAGE = reverse("admin:knowledge_calibration_changelist")
LIST = reverse("admin:knowledge_answerrecord_changelist")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    reliability.forget_kept()
    yield
    reliability.forget_kept()


@pytest.fixture
def mona(client: Client) -> Client:
    """Mona manages."""
    client.force_login(User.objects.create_superuser("mona"))
    return client


def somebody(*rights: str) -> Client:
    """A member of staff with these rights on knowledge."""
    user = User.objects.create_user(f"staff-{len(rights)}", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="knowledge", codename__in=rights)
    )
    client = Client()
    client.force_login(user)
    return client


def answer(confidence: float = 0.8, **fields: object) -> AnswerRecord:
    values = {
        "question": f"Question at {confidence}?",
        "text": "3 EUR.",
        "odds": 4 * confidence - 2,
        "assessment": {"decision": "answer"},
    }
    return AnswerRecord.objects.create(**{**values, "confidence": confidence, **fields})


def words(page: HttpResponse) -> str:
    return " ".join(html.unescape(page.content.decode()).split())


def judge(client: Client, row: AnswerRecord, verdict: str, **more: str) -> HttpResponse:
    url = reverse("admin:knowledge_judge", args=[row.pk])
    response: HttpResponse = client.post(url, {"verdict": verdict, **more}, follow=True)  # type: ignore[assignment]
    return response


def test_the_band_with_the_fewest_reviews_comes_first() -> None:
    for confidence in (0.95, 0.91, 0.92, 0.15, 1.0):
        answer(confidence)
    reviewer = User.objects.create_user("r")
    first = next_to_review()
    assert first is not None
    assert first.confidence == 0.15
    AnswerLabel.objects.create(
        answer=first, source="reviewer", right=False, by=reviewer, created_at=timezone.now()
    )
    second = next_to_review()
    assert second is not None
    assert second.confidence == 1.0, "the newest of the other band"
    assert [(one.low, one.high, one.answers, one.reviewed) for one in band_standings()] == [
        (10, 20, 1, 1),
        (90, 100, 4, 0),
    ]


def test_old_answers_and_small_talk_are_not_reviewed() -> None:
    old = answer()
    AnswerRecord.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=91))
    answer(assessment={"decision": "small_talk"})
    answer(odds=None)
    assert next_to_review() is None


def test_the_queue_brings_the_next_one_by_itself_and_a_verdict_can_be_undone(mona: Client) -> None:
    low, high = answer(0.2), answer(0.9)
    assert low.question in words(mona.get(QUEUE))
    page = words(judge(mona, low, "wrong", queue="1"))
    assert high.question in page
    assert f'Noted for: <span dir="auto">{low.question}' in page
    assert AnswerLabel.objects.get().right is False
    page = words(judge(mona, low, "", queue="1"))
    assert f'id="kb-question" dir="auto">{low.question}' in page
    assert not AnswerLabel.objects.exists()
    judge(mona, low, "right", queue="1")
    assert "Nothing is left to review" in words(judge(mona, high, "right", queue="1"))


def test_a_skipped_answer_makes_way(mona: Client) -> None:
    low, high = answer(0.2), answer(0.9)
    assert high.question in words(judge(mona, low, "skip", queue="1"))
    assert "You skipped 2 answers" in words(judge(mona, high, "skip", queue="1"))
    assert not AnswerLabel.objects.exists()


def test_a_reviewer_sees_what_was_withheld_and_what_was_found(mona: Client) -> None:
    answer(0.3, text="", withheld=["It costs 99 EUR."], passages=[{"title": "Shipping"}])
    page = words(mona.get(QUEUE))
    assert "Withheld, the visitor did not read it" in page
    assert "It costs 99 EUR." in page
    assert "Shipping" in page
    assert "spread over all confidence bands" in page


def test_what_visitors_wrote_is_escaped(mona: Client) -> None:
    row = answer(question="<script>alert(1)</script>", text="<b>x</b>", withheld=["<i>y</i>"])
    for url in (QUEUE, LIST, reverse("admin:knowledge_answerrecord_change", args=[row.pk])):
        source = mona.get(url).content.decode()
        assert "<script>alert(1)" not in source
        assert "<i>y</i>" not in source


def test_list_and_page_have_buttons_and_the_list_can_be_narrowed(mona: Client) -> None:
    row, other = answer(0.8), answer(0.4)
    assert "Right</button>" in words(mona.get(LIST))
    url = reverse("admin:knowledge_answerrecord_change", args=[row.pk])
    assert "Right</button>" in words(mona.get(url))
    assert "the answer is right" in words(judge(mona, row, "right"))
    page = words(mona.get(LIST, {"reviewed": "no"}))
    assert other.question in page
    assert row.question not in page
    assert row.question in words(mona.get(LIST, {"reviewed": "yes"}))
    assert 'aria-pressed="true">Right' in words(mona.get(url))


def test_the_list_needs_no_query_more_for_more_answers(
    mona: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        answer(number / 30)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        mona.get(LIST)


def test_judging_needs_the_right_to_and_is_a_post() -> None:
    row = answer()
    looker = somebody("view_answerrecord", "view_calibration")
    assert looker.get(QUEUE).status_code == 403
    assert judge(looker, row, "right").status_code == 403
    assert "Right</button>" not in words(looker.get(LIST))
    reviewer = somebody("view_answerrecord", "add_answerlabel", "view_calibration")
    url = reverse("admin:knowledge_judge", args=[row.pk])
    assert reviewer.get(url).status_code == 405
    assert judge(reviewer, row, "right", queue="1").status_code == 200
    assert not AnswerLabel.objects.exclude(right=True).exists()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_superuser("root"))
    assert strict.post(url, {"verdict": "wrong"}).status_code == 403
    assert AnswerLabel.objects.count() == 1


@pytest.mark.parametrize("verdict", ["maybe", "RIGHT"])
def test_an_unknown_verdict_changes_nothing(mona: Client, verdict: str) -> None:
    judge(mona, answer(), verdict)
    assert not AnswerLabel.objects.exists()


def test_small_talk_cannot_be_judged(mona: Client) -> None:
    row = answer(assessment={"decision": "small_talk"})
    assert judge(mona, row, "right").status_code == 404


def labelled(count: int) -> None:
    """Answers of a desk whose sure answers are right less often than they claim."""
    by = User.objects.create_user("reviewer")
    for number in range(count):
        row = answer((number % 10) / 10 + 0.05)
        right = number % 10 > 6 or number % 7 == 0
        AnswerLabel.objects.create(
            answer=row, source="reviewer", right=right, by=by, created_at=timezone.now()
        )


def test_the_page_says_what_is_missing(mona: Client) -> None:
    labelled(12)
    page = words(mona.get(PAGE))
    assert "Not yet calibrated on your own answers: 12 of 100 labels" in page
    assert "disabled>Fit to our answers" in page
    mona.post(reverse("admin:knowledge_fit"))
    assert not Calibration.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fitting_using_and_going_back(mona: Client, settings: Settings) -> None:
    settings.CALIBRATION_LABELS = 60
    labelled(60)
    page = words(mona.post(reverse("admin:knowledge_fit"), follow=True))
    row = Calibration.objects.get()
    assert "error as shipped" in page
    assert row.error_after <= row.error_before
    assert reliability.calibration_in_use() is None
    page = words(mona.post(reverse("admin:knowledge_use", args=[row.pk]), follow=True))
    assert "Calibrated on your own answers" in page
    assert "yours, in use: expected calibration error" in page
    assert reliability.calibration_in_use() is not None
    page = words(mona.post(reverse("admin:knowledge_shipped"), follow=True))
    assert "The shipped calibration is in use again." in page
    assert reliability.calibration_in_use() is None
    assert "mona" in page, "the history names who"


def test_a_worse_fit_is_shown_and_cannot_be_used(mona: Client) -> None:
    row = Calibration.objects.create(
        knots=[[0.0, 0.5]], labels=100, labels_right=50, error_before=0.04, error_after=0.05
    )
    page = words(mona.get(PAGE))
    assert "cannot be used" in page
    assert "Use it from now on" not in page
    page = words(mona.post(reverse("admin:knowledge_use", args=[row.pk]), follow=True))
    assert "worse than the shipped one" in page
    assert mona.post(reverse("admin:knowledge_use", args=["x"])).status_code == 404


def test_a_calibration_for_an_earlier_model_is_said_to_be_out_of_use(mona: Client) -> None:
    Calibration.objects.create(
        knots=[[0.0, 0.5]],
        labels=100,
        labels_right=50,
        error_before=0.05,
        error_after=0.04,
        state="active",
        judged_by="an earlier one",
    )
    page = words(mona.get(PAGE))
    assert "is not used any more" in page
    assert "The shipped calibration is in use" in page


def test_calibrating_needs_the_right_to() -> None:
    looker = somebody("view_calibration", "view_answerrecord")
    assert looker.get(PAGE).status_code == 200
    for name in ("fit", "shipped"):
        assert looker.post(reverse(f"admin:knowledge_{name}")).status_code == 403
        assert looker.get(reverse(f"admin:knowledge_{name}")).status_code == 405
    assert somebody("view_answerrecord").get(PAGE).status_code == 403
