"""What goes over the wire between the rule editor and the server."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

RULE_HELP = (
    "A rule as in docs/reference.md: key, when (trigger with fields, or all, any, not), priority, "
    "urgency, reason, enabled, queue_slug, messages, cooldown_s, min_exchanges, schedule."
)
_MOST_CHARS = 2000
_SIDE = r"^(draft|[1-9][0-9]{0,8})$"


def _rules() -> serializers.ListField:
    return serializers.ListField(child=serializers.DictField(), max_length=100, help_text=RULE_HELP)


class RulesSerializer(serializers.Serializer[Any]):
    """Rules, the most important first."""

    rules = _rules()


class DraftSerializer(RulesSerializer):
    """Rules to save. `revision`: the one that was edited."""

    revision = serializers.IntegerField(min_value=0)


class TrySerializer(RulesSerializer):
    """Words as a visitor would write them, and the rules to try them with."""

    text = serializers.CharField(max_length=_MOST_CHARS, trim_whitespace=False)


class PublishSerializer(serializers.Serializer[Any]):
    """`revision`: of the draft that was looked at. `note`: what changed, for colleagues."""

    revision = serializers.IntegerField(min_value=0)
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


class RestoreSerializer(serializers.Serializer[Any]):
    """Which version the draft is to be again. `revision`: of the draft that it replaces."""

    number = serializers.IntegerField(min_value=1)
    revision = serializers.IntegerField(min_value=0)


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a rule does not work as meant. `blocks`: it cannot be published so."""

    text = serializers.CharField()
    blocks = serializers.BooleanField()


class ReadingSerializer(serializers.Serializer[Any]):
    """A rule in words. `condition`: only the part after "if"; `reason`: what it reports."""

    key = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
    condition = serializers.CharField()
    problems = ProblemSerializer(many=True)
    reason = serializers.CharField()


class ReadingsSerializer(serializers.Serializer[Any]):
    """One reading for each rule, in their order."""

    readings = ReadingSerializer(many=True)


class SavedSerializer(serializers.Serializer[Any]):
    """The draft as it now is."""

    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    author = serializers.CharField(allow_blank=True)
    rules = _rules()
    readings = ReadingSerializer(many=True)
    unreadable = serializers.CharField(allow_blank=True)


class RefusedSerializer(serializers.Serializer[Any]):
    """Why nothing was saved. `rule`: its place from 0; null when no single one is to blame."""

    detail = serializers.CharField()
    rule = serializers.IntegerField(allow_null=True)


class VersionSerializer(serializers.Serializer[Any]):
    """A published version."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    author = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    rule_count = serializers.IntegerField()


class LiveSerializer(VersionSerializer):
    """The version that decides now."""

    rules = _rules()
    readings = ReadingSerializer(many=True)


class RightsSerializer(serializers.Serializer[Any]):
    """What the reader may do."""

    change = serializers.BooleanField()
    publish = serializers.BooleanField()


class PolicySerializer(serializers.Serializer[Any]):
    """Everything that the rule editor needs at once."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    draft = SavedSerializer()
    live = LiveSerializer(allow_null=True)
    differs = serializers.BooleanField(help_text="Whether the draft decides otherwise than live.")
    versions = VersionSerializer(many=True)
    settings = serializers.DictField(help_text="How long a handoff waits, and what then happens.")
    triggers = serializers.ListField(child=serializers.DictField())
    groups = serializers.ListField(child=serializers.DictField())
    recipes = serializers.ListField(child=serializers.DictField())
    queues = serializers.ListField(child=serializers.DictField())
    intents = serializers.ListField(child=serializers.DictField())
    attributes = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.DictField())
    reasons = serializers.ListField(child=serializers.DictField())
    notices = serializers.DictField(help_text="By reason and language the usual notice.")
    rights = RightsSerializer()


class TriedSerializer(serializers.Serializer[Any]):
    """A sentence tried out, as `escalation.services.trying.TriedSentence` describes it.

    `live`: the same with the rules that decide now; null before the first publication.
    """

    draft = serializers.DictField()
    live = serializers.DictField(allow_null=True)


class EntrySerializer(serializers.Serializer[Any]):
    """A rule that only one side has."""

    key = serializers.CharField()
    sentence = serializers.CharField()


class ChangeSerializer(serializers.Serializer[Any]):
    """One thing that is different, in words."""

    what = serializers.CharField()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class ChangedSerializer(serializers.Serializer[Any]):
    """A rule that both sides have, but not the same."""

    key = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()
    changes = ChangeSerializer(many=True)


class DiffSerializer(serializers.Serializer[Any]):
    """What changed between two versions, or a version and the draft."""

    added = EntrySerializer(many=True)
    removed = EntrySerializer(many=True)
    changed = ChangedSerializer(many=True)
    settings = ChangeSerializer(many=True)


class SideSerializer(serializers.Serializer[Any]):
    """Which two to compare: the number of a version, or `draft`."""

    to = serializers.RegexField(_SIDE)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `from`, which Python keeps for itself."""
        return {
            **super().get_fields(),
            "from": serializers.RegexField(_SIDE),
        }
