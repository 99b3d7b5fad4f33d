"""How far confidences can be believed, and fitting them to this desk's own answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _

from knowledge import reliability, services
from knowledge.admin.common import ReadOnly, found, may, page, route
from knowledge.admin.reviewing import REVIEW_MEDIA, REVIEW_RIGHT
from knowledge.calibration import Band
from knowledge.learned import model_name
from knowledge.models import Calibration, CalibrationState, LabelSource
from knowledge.refitting import Curve, curve
from knowledge.services.calibrations import is_no_worse, shipped

# Of the drawing, in its own units: a square for 0..1 both ways, with room for the words.
SIDE, LEFT, TOP = 300, 44, 12
HISTORY = 30


@dataclass(frozen=True, slots=True)
class Dot:
    """A band in the drawing. `x`, `y`: its middle; `r`: bigger for more labels."""

    x: str
    y: str
    r: str


@dataclass(frozen=True, slots=True)
class BandRow:
    """A band in the table, percentages as whole numbers."""

    low: int
    high: int
    count: int
    confidence: int
    right: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One calibration as the page shows it."""

    rows: tuple[BandRow, ...]
    dots: tuple[Dot, ...]
    line: str
    error: float  # in percentage points


@admin.register(Calibration)
class CalibrationAdmin(ReadOnly):
    """One page instead of a list: reliability, fitting, history."""

    def get_urls(self) -> list[URLPattern]:
        """With the addresses of the buttons."""
        own = [
            route(self, "fit/", lambda request: self._act(request, _fit), "fit"),
            route(self, "shipped/", lambda request: self._act(request, _drop), "shipped"),
            route(
                self,
                "<str:object_id>/use/",
                lambda request, object_id: self._act(
                    request, lambda by: _use(found(Calibration.objects.all(), object_id).pk, by)
                ),
                "use",
            ),
        ]
        return own + list(super().get_urls())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Old answers say which calibration they were judged with."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return page(self, request, "calibration.html", _context(request))

    def _act(self, request: HttpRequest, act: Callable[[int], str]) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may(request, "view_calibration", "add_calibration"):
            raise PermissionDenied
        try:
            messages.success(request, act(request.user.pk or 0))
        except services.CalibrationError as error:
            messages.error(request, str(error))
        return redirect("admin:knowledge_calibration_changelist")


def _fit(by_id: int) -> str:
    row = services.fit_calibration(by_id=by_id)
    if is_no_worse(row):
        return _("Fitted. Compare the two errors below before you put it in use.")
    return _("Fitted, but it would be worse than the shipped calibration. It cannot be used.")


def _use(calibration_id: int, by_id: int) -> str:
    services.activate_calibration(calibration_id=calibration_id, by_id=by_id)
    return _("In use: confidences now follow your own answers.")


def _drop(by_id: int) -> str:
    if services.drop_calibration(by_id=by_id):
        return _("The shipped calibration is in use again.")
    return _("The shipped calibration was in use already.")


def _context(request: HttpRequest) -> dict[str, Any]:
    labels = reliability.usable_labels()
    counted = reliability.tally(labels)
    ships = shipped()
    active = Calibration.objects.filter(state=CalibrationState.ACTIVE).first()
    own = None
    outdated = active is not None and active.judged_by != model_name()
    if active is not None and not outdated:
        knots = reliability.knots_of(active)
        own = drawn(curve(labels, lambda _label: knots)) if labels else None
    history = list(
        Calibration.objects.select_related("created_by", "activated_by", "ended_by")[:HISTORY]
    )
    newest = history[0] if history else None
    proposed = newest if newest and newest.state == CalibrationState.PROPOSED else None
    return {
        "title": _("Calibration"),
        "media": REVIEW_MEDIA,
        "counted": counted,
        "by_source": [
            (_("from visitors"), counted.by_source.get(LabelSource.VISITOR, 0)),
            (_("from agents"), counted.by_source.get(LabelSource.AGENT, 0)),
            (_("from reviewers"), counted.by_source.get(LabelSource.REVIEWER, 0)),
        ],
        "visitor_weight": reliability.weight_of(LabelSource.VISITOR),
        "shipped": drawn(curve(labels, ships.of)) if labels else None,
        "own": own,
        "active": active,
        "outdated": outdated,
        "proposed": proposed,
        "proposed_may_be_used": proposed is not None and is_no_worse(proposed),
        "history": history,
        "may_fit": may(request, "view_calibration", "add_calibration"),
        "may_judge": may(request, REVIEW_RIGHT, "view_answerrecord"),
        "ticks": [(share, _x(share / 100), _y(share / 100)) for share in range(0, 101, 20)],
        "frame": {"side": SIDE, "left": LEFT, "top": TOP, "bottom": TOP + SIDE},
    }


def drawn(measured: Curve) -> Drawn:
    """A reliability curve as rows of a table and as marks of a drawing."""
    most = max((one.count for one in measured.bands), default=1)
    return Drawn(
        rows=tuple(_row(one) for one in measured.bands),
        dots=tuple(_dot(one, most) for one in measured.bands),
        line=_line(measured.bands),
        error=measured.error * 100,
    )


def _row(band: Band) -> BandRow:
    return BandRow(
        low=round(band.low * 100),
        high=round(band.high * 100),
        count=band.count,
        confidence=round(band.mean_confidence * 100),
        right=round(band.share_right * 100),
    )


def _dot(band: Band, most: int) -> Dot:
    radius = 3 + 5 * (band.count / most) ** 0.5
    return Dot(_x(band.mean_confidence), _y(band.share_right), f"{radius:.1f}")


def _line(bands: Sequence[Band]) -> str:
    return " ".join(f"{_x(one.mean_confidence)},{_y(one.share_right)}" for one in bands)


def _x(share: float) -> str:
    return f"{LEFT + share * SIDE:.1f}"


def _y(share: float) -> str:
    return f"{TOP + (1 - share) * SIDE:.1f}"
