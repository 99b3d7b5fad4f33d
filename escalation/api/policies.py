"""Policies over HTTP: read, edit the draft, try it, publish it, compare and restore versions.

Reading needs `view_policy`, the draft `change_policy`, going live `publish_policy`; who has none
of them learns nothing, not even which policies there are.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from escalation import recipes, services
from escalation.api import reading, schemas
from escalation.differences import differences
from escalation.models import Policy, PolicyVersion
from escalation.rules import PolicyRule, PolicySettings, parse_rules
from escalation.services.publishing import differs, draft_settings
from escalation.services.trying import try_sentence
from escalation.triggers import schema
from escalation.types import DraftConflictError, PolicyError

_RULE = re.compile(r"^rule (\d+): ")


class MayUse(BasePermission):
    """Staff with the right that the view names for the request's method; nobody else."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Needs the right to look, too."""
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return False
        needed = getattr(view, "rights", {}).get(request.method, "")
        return user.has_perm("escalation.view_policy") and (
            not needed or user.has_perm(f"escalation.{needed}")
        )


class _PolicyView(APIView):
    """One policy. `rights`: method to the right it needs beyond looking."""

    permission_classes = (MayUse,)
    rights: dict[str, str] = {}

    def policy(self, pk: int) -> Policy:
        """The policy, or 404."""
        found = Policy.objects.select_related("draft_author").filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found

    def given(self, request: Request, form: type[Any]) -> dict[str, Any]:
        """What was sent, checked for its shape, or 400."""
        data = form(data=request.data)
        data.is_valid(raise_exception=True)
        return dict(data.validated_data)


class PolicyDetail(_PolicyView):
    """All about one policy."""

    @extend_schema(operation_id="policies_retrieve", responses=schemas.PolicySerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The draft, what is live, the versions, and everything that rules can be made of."""
        policy = self.policy(pk)
        live = reading.live_version(policy)
        versions = policy.versions.select_related("author").order_by("-number")
        return Response(
            {
                "id": policy.pk,
                "name": policy.name,
                "draft": reading.draft_json(policy),
                "live": reading.live_json(live),
                "differs": differs(policy, live),
                "versions": [reading.version_json(one) for one in versions],
                "settings": _settings(policy),
                "triggers": schema.describe(_),
                "groups": schema.groups(_),
                "recipes": recipes.describe(_),
                **reading.offers_json(policy),
                "rights": {
                    "change": request.user.has_perm("escalation.change_policy"),
                    "publish": request.user.has_perm("escalation.publish_policy"),
                },
            }
        )


class PolicyDraft(_PolicyView):
    """The rules that are being worked on."""

    rights = {"PUT": "change_policy"}

    @extend_schema(
        operation_id="policies_draft_save",
        request=schemas.DraftSerializer,
        responses={
            200: schemas.SavedSerializer,
            400: schemas.RefusedSerializer,
            409: schemas.SavedSerializer,
        },
    )
    def put(self, request: Request, pk: int) -> Response:
        """The draft holds these rules; 409 with the other draft when somebody saved meanwhile."""
        policy, given = self.policy(pk), self.given(request, schemas.DraftSerializer)
        try:
            services.save_draft(
                policy_id=policy.pk,
                rules=given["rules"],
                revision=given["revision"],
                author_id=_id_of(request),
            )
        except PolicyError as error:
            return _refused(error)
        except DraftConflictError:
            return Response(reading.draft_json(self.policy(pk)), status.HTTP_409_CONFLICT)
        return Response(reading.draft_json(self.policy(pk)))


class PolicyRead(_PolicyView):
    """Rules in words, without saving them."""

    @extend_schema(
        operation_id="policies_read",
        request=schemas.RulesSerializer,
        responses={200: schemas.ReadingsSerializer, 400: schemas.RefusedSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Each rule as a sentence, with what stands in its way."""
        self.policy(pk)
        given = self.given(request, schemas.RulesSerializer)
        try:
            return Response({"readings": reading.read_rules(given["rules"])})
        except PolicyError as error:
            return _refused(error)


class PolicyTry(_PolicyView):
    """A sentence tried out with rules that need not be saved."""

    @extend_schema(
        operation_id="policies_try",
        request=schemas.TrySerializer,
        responses={200: schemas.TriedSerializer, 400: schemas.RefusedSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """What is read in the words, and which of these and of the live rules would speak."""
        policy, given = self.policy(pk), self.given(request, schemas.TrySerializer)
        text = given["text"]
        try:
            tried = try_sentence(text, draft=given["rules"])
        except PolicyError as error:
            return _refused(error)
        live = try_sentence(text, policy.slug) if policy.versions.exists() else None
        return Response({"draft": tried.to_json(), "live": live and live.to_json()})


class PolicyPublish(_PolicyView):
    """Going live."""

    rights = {"POST": "publish_policy"}

    @extend_schema(
        operation_id="policies_publish",
        request=schemas.PublishSerializer,
        responses={
            200: schemas.VersionSerializer,
            400: schemas.RefusedSerializer,
            409: schemas.SavedSerializer,
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """The draft decides every turn that begins from now on; 409 when it is another by now."""
        policy, given = self.policy(pk), self.given(request, schemas.PublishSerializer)
        try:
            version = services.publish(
                policy_id=policy.pk,
                author_id=_id_of(request),
                note=given["note"].strip(),
                revision=given["revision"],
            )
        except PolicyError as error:
            return _refused(error)
        except DraftConflictError:
            return Response(reading.draft_json(self.policy(pk)), status.HTTP_409_CONFLICT)
        return Response(reading.version_json(version))


class PolicyRestore(_PolicyView):
    """Back to what was published before."""

    rights = {"POST": "change_policy"}

    @extend_schema(
        operation_id="policies_restore",
        request=schemas.RestoreSerializer,
        responses={
            200: schemas.SavedSerializer,
            400: schemas.RefusedSerializer,
            409: schemas.SavedSerializer,
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """The draft is that version again, nothing is live yet; 409 when it is another by now."""
        policy, given = self.policy(pk), self.given(request, schemas.RestoreSerializer)
        try:
            services.restore(
                policy_id=policy.pk,
                number=given["number"],
                author_id=_id_of(request),
                revision=given["revision"],
            )
        except PolicyVersion.DoesNotExist:
            raise NotFound from None
        except PolicyError as error:
            return _refused(error)
        except DraftConflictError:
            return Response(reading.draft_json(self.policy(pk)), status.HTTP_409_CONFLICT)
        return Response(reading.draft_json(self.policy(pk)))


class PolicyDiff(_PolicyView):
    """Two versions, or a version and the draft, side by side."""

    @extend_schema(
        operation_id="policies_diff",
        parameters=[
            OpenApiParameter("from", description="Number of a version, or draft."),
            OpenApiParameter("to", description="Number of a version, or draft."),
        ],
        responses={200: schemas.DiffSerializer, 400: schemas.RefusedSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        """What the second has and the first has not, and the other way round, in words."""
        policy = self.policy(pk)
        asked = schemas.SideSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        try:
            old, old_settings = _side(policy, asked.validated_data["from"])
            new, new_settings = _side(policy, asked.validated_data["to"])
        except PolicyError as error:
            return _refused(error)
        found = differences(old, new)
        settings = _settings_changes(old_settings, new_settings)
        return Response({**found.to_json(), "settings": settings})


def _side(policy: Policy, name: str) -> tuple[tuple[PolicyRule, ...], PolicySettings]:
    if name == "draft":
        return parse_rules(policy.draft), draft_settings(policy)
    version = policy.versions.filter(number=int(name)).first()
    if version is None:
        raise NotFound
    return parse_rules(version.rules), PolicySettings.from_json(version.settings)


def _settings_changes(old: PolicySettings, new: PolicySettings) -> list[dict[str, str]]:
    before, after = old.to_json(), new.to_json()
    return [
        {
            "what": str(Policy._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            "old": _brief(before[name]),
            "new": _brief(after[name]),
        }
        for name in before
        if before[name] != after[name]
    ]


def _brief(value: Any) -> str:
    """Texts by language are too long for a line: which languages have own ones is enough."""
    if isinstance(value, dict):
        return ", ".join(sorted(value)) or _("standard texts")
    return str(value)


def _settings(policy: Policy) -> dict[str, Any]:
    return {
        "deadline_s": policy.deadline_s,
        "fallback": policy.get_fallback_display(),
        "form_deadline_s": policy.form_deadline_s,
    }


def _refused(error: PolicyError) -> Response:
    """400 with the words, and the place of the rule when one is to blame."""
    words = str(error)
    found = _RULE.match(words)
    rule = int(found[1]) - 1 if found else None
    detail = words[found.end() :] if found else words
    return Response({"detail": detail, "rule": rule}, status.HTTP_400_BAD_REQUEST)


def _id_of(request: Request) -> int | None:
    return request.user.pk if isinstance(request.user, User) else None
