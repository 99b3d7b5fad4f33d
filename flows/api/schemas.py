"""What goes over the wire between the flow builder and the server."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

_MOST = 2**31 - 1
_SIDE = r"^(draft|[1-9][0-9]{0,8})$"
_GRAPH = "Nodes, edges and notes as in docs/reference.md."


def _graph(**more: Any) -> serializers.DictField:
    return serializers.DictField(help_text=_GRAPH, **more)


def _revision() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=_MOST)


# What is sent


class FlowGraphSerializer(serializers.Serializer[Any]):
    """A graph that need not be saved."""

    graph = _graph()


class FlowDraftSerializer(FlowGraphSerializer):
    """A graph to save. `revision`: the one that was edited."""

    revision = _revision()


class FlowPublishSerializer(serializers.Serializer[Any]):
    """`revision`: of the draft that was looked at. `note`: what changed, for colleagues."""

    revision = _revision()
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


class FlowRestoreSerializer(serializers.Serializer[Any]):
    """Which version the draft is to be again. `revision`: of the draft that it replaces."""

    number = serializers.IntegerField(min_value=1, max_value=_MOST)
    revision = _revision()


class FlowSidesSerializer(serializers.Serializer[Any]):
    """Which two to compare: the number of a version, or `draft`."""

    to = serializers.RegexField(_SIDE)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `from`, which Python keeps for itself."""
        return {**super().get_fields(), "from": serializers.RegexField(_SIDE)}


# What is answered


class FlowProblemSerializer(serializers.Serializer[Any]):
    """Something wrong with a graph. Errors block publishing, warnings explain."""

    level = serializers.ChoiceField(choices=["error", "warning"])
    node = serializers.CharField(allow_blank=True, help_text="Its id; empty: the whole flow.")
    port = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True, help_text="The setting, where it is one.")
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    path = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of nodes: one way that shows it."
    )


class FlowProblemsSerializer(serializers.Serializer[Any]):
    """Everything wrong with a graph, errors first."""

    problems = FlowProblemSerializer(many=True)


class FlowRefusedSerializer(serializers.Serializer[Any]):
    """Why nothing happened; with `problems` where errors block publishing."""

    detail = serializers.CharField()
    problems = FlowProblemSerializer(many=True, required=False)


class FlowSavedSerializer(serializers.Serializer[Any]):
    """The draft was saved."""

    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    author = serializers.CharField(allow_blank=True)
    problems = FlowProblemSerializer(many=True)
    differs = serializers.BooleanField(help_text="Whether the draft walks otherwise than live.")


class FlowStandSerializer(serializers.Serializer[Any]):
    """The draft as it is now."""

    graph = _graph()
    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    author = serializers.CharField(allow_blank=True)


class FlowVersionSerializer(serializers.Serializer[Any]):
    """A published version. `nodes`: how many it has."""

    number = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    author = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()
    nodes = serializers.IntegerField()


class FlowVersionGraphSerializer(FlowVersionSerializer):
    """A published version with its graph."""

    graph = _graph()


class FlowLiveSerializer(serializers.Serializer[Any]):
    """What new conversations walk."""

    number = serializers.IntegerField()
    graph = _graph()


class FlowRightsSerializer(serializers.Serializer[Any]):
    """What the reader may do."""

    change = serializers.BooleanField()
    publish = serializers.BooleanField()


class FlowSerializer(serializers.Serializer[Any]):
    """Everything that the builder needs at once."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    draft = FlowStandSerializer()
    live = FlowLiveSerializer(allow_null=True)
    differs = serializers.BooleanField()
    versions = FlowVersionSerializer(many=True)
    kinds = serializers.ListField(child=serializers.DictField())
    facts = serializers.ListField(child=serializers.DictField())
    references = serializers.DictField(help_text="By type, what settings can refer to.")
    rights = FlowRightsSerializer()
    problems = FlowProblemSerializer(many=True)
    start_hint = serializers.CharField(
        allow_blank=True, help_text="Whose conversations begin here, in one sentence."
    )


class FlowFieldChangeSerializer(serializers.Serializer[Any]):
    """A setting that is different. `before`, `after`: any JSON value."""

    field = serializers.CharField()
    title = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class FlowChangedNodeSerializer(serializers.Serializer[Any]):
    """A node that both sides have, but not the same."""

    node = serializers.DictField(help_text="id, kind, label")
    fields = FlowFieldChangeSerializer(many=True)  # type: ignore[assignment]


class FlowConnectionSerializer(serializers.Serializer[Any]):
    """A connection that only one side has."""

    source = serializers.CharField()  # type: ignore[assignment]
    port = serializers.CharField()
    target = serializers.CharField()
    source_label = serializers.CharField()
    port_label = serializers.CharField()
    target_label = serializers.CharField()


class FlowDiffSerializer(serializers.Serializer[Any]):
    """What changed. `moved`: how many nodes only stand somewhere else."""

    added = serializers.ListField(child=serializers.DictField())
    removed = serializers.ListField(child=serializers.DictField())
    changed = FlowChangedNodeSerializer(many=True)
    connected = FlowConnectionSerializer(many=True)
    disconnected = FlowConnectionSerializer(many=True)
    moved = serializers.IntegerField()


class FlowTemplateSerializer(serializers.Serializer[Any]):
    """A flow to begin with. `use`: what it is for."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    use = serializers.CharField()
    graph = _graph()


class FlowTemplatesSerializer(serializers.Serializer[Any]):
    """All flows to begin with."""

    templates = FlowTemplateSerializer(many=True)


# The test drawer


class FlowTrySerializer(FlowGraphSerializer):
    """An event in a made-up conversation that walks this graph; fields in docs/reference.md."""

    state = serializers.CharField(
        allow_null=True,
        default=None,
        trim_whitespace=False,
        max_length=1_000_000,
        help_text="Of the event before, unchanged; null for the first.",
    )
    event = serializers.DictField(help_text="kind, text, values, minutes")
    world = serializers.DictField(default=dict, help_text="What is true meanwhile.")


class FlowTriedSerializer(serializers.Serializer[Any]):
    """What came of the event."""

    state = serializers.CharField()
    said = serializers.ListField(child=serializers.DictField())
    steps = serializers.ListField(child=serializers.DictField())
    waiting_for = serializers.CharField(allow_blank=True)
    waiting_node = serializers.CharField(allow_blank=True)
    until = serializers.DateTimeField(allow_null=True)
    ended = serializers.BooleanField()
    outcome = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(
        allow_blank=True, help_text="Why the graph cannot be walked on from here."
    )


# What visitors did


class FlowPeriodSerializer(serializers.Serializer[Any]):
    """Which versions, and how far back."""

    days = serializers.IntegerField(min_value=1, max_value=366, default=7)
    version = serializers.RegexField(r"^(all|[1-9][0-9]{0,8})$", default="all")


class FlowWaySerializer(FlowPeriodSerializer):
    """A port of a node."""

    node = serializers.CharField(max_length=64)
    port = serializers.CharField(max_length=64)


class FlowEdgeCountSerializer(serializers.Serializer[Any]):
    """How often a connection was taken."""

    source = serializers.CharField()  # type: ignore[assignment]
    port = serializers.CharField()
    target = serializers.CharField()
    count = serializers.IntegerField()


class FlowNodeCountSerializer(serializers.Serializer[Any]):
    """How often a node was come to in the period, and how many stand there now."""

    node = serializers.CharField()
    entered = serializers.IntegerField()
    waiting = serializers.IntegerField()


class FlowTrafficSerializer(serializers.Serializer[Any]):
    """What visitors did. `runs`: conversations that took a step in the period."""

    since = serializers.DateTimeField()
    version = serializers.JSONField(help_text="The number of the version, or all.")
    runs = serializers.IntegerField()
    edges = FlowEdgeCountSerializer(many=True)
    nodes = FlowNodeCountSerializer(many=True)


class FlowPassedConversationSerializer(serializers.Serializer[Any]):
    """A conversation that took a way, last at this moment."""

    id = serializers.IntegerField()
    visitor = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    url = serializers.CharField()


class FlowPassedSerializer(serializers.Serializer[Any]):
    """The newest of them. `more`: whether there are others."""

    conversations = FlowPassedConversationSerializer(many=True)
    more = serializers.BooleanField()


# Documents


class FlowReferenceSerializer(serializers.Serializer[Any]):
    """Something outside of the flow that its nodes name."""

    type = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()


class FlowDocumentSerializer(serializers.Serializer[Any]):
    """A flow that travels."""

    format = serializers.CharField(help_text="baton.flow")
    version = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    graph = _graph()
    references = FlowReferenceSerializer(many=True)


class FlowImportSerializer(serializers.Serializer[Any]):
    """A document that was exported somewhere."""

    document = serializers.DictField()


class FlowMissingSerializer(FlowReferenceSerializer):
    """What does not exist here. `nodes`: ids of those that name it."""

    nodes = serializers.ListField(child=serializers.CharField())


class FlowImportedSerializer(serializers.Serializer[Any]):
    """What would be saved; nothing is yet."""

    graph = _graph()
    missing = FlowMissingSerializer(many=True)
    problems = FlowProblemSerializer(many=True)
