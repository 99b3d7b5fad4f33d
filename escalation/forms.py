"""The admin's forms: a rule's fields come from its trigger, so a new trigger needs no form."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from escalation.models import Policy, Rule
from escalation.rules import PolicySettings, make_trigger
from escalation.triggers import TRIGGERS
from escalation.triggers.base import Hints
from escalation.types import PolicyError


class WordsField(forms.CharField):
    """A list of words or phrases, one a line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 8}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """The lines to edit."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The list that was written."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


def option_name(kind: str, name: str) -> str:
    """The form's name for one field of one trigger."""
    return f"{kind}__{name}"


def _field(item: dataclasses.Field[Any]) -> forms.Field:
    hints: Hints = item.metadata["hints"]
    shown: dict[str, Any] = {
        "label": _(hints.label),
        "help_text": _(hints.help) if hints.help else "",
        "required": False,
    }
    if isinstance(item.default, tuple):
        return WordsField(initial=list(item.default), **shown)
    shown["initial"] = item.default
    if isinstance(item.default, bool):
        return forms.BooleanField(widget=UnfoldBooleanSwitchWidget(), **shown)
    if isinstance(item.default, int | float):
        shown.update(min_value=hints.minimum, max_value=hints.maximum)
    if isinstance(item.default, int):
        return forms.IntegerField(widget=UnfoldAdminIntegerFieldWidget(), **shown)
    if isinstance(item.default, float):
        widget = UnfoldAdminDecimalFieldWidget(attrs={"step": "any"})
        return forms.FloatField(widget=widget, **shown)
    return forms.CharField(widget=UnfoldAdminTextInputWidget(), **shown)


OPTION_FIELDS: dict[str, forms.Field] = {
    option_name(kind, item.name): _field(item)
    for kind, trigger in TRIGGERS.items()
    for item in dataclasses.fields(trigger)
}

CONDITIONAL_FIELDS: dict[str, str] = {
    option_name(kind, item.name): f"trigger == '{kind}'"
    for kind, trigger in TRIGGERS.items()
    for item in dataclasses.fields(trigger)
}
"""Which fields show for which trigger."""


class _RuleFormBase(forms.ModelForm):  # type: ignore[type-arg]
    """A rule of a draft, with the fields of every trigger; only the chosen one's count."""

    class Meta:
        model = Rule
        fields: ClassVar[list[str]] = [
            "policy",
            "trigger",
            "is_active",
            "priority",
            "queue",
            "message",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.instance.fields.items():
            field = self.fields.get(option_name(self.instance.trigger, name))
            if field is not None:
                field.initial = value

    def clean(self) -> dict[str, Any]:
        """The chosen trigger's fields are kept, and only if a policy can be published with them."""
        data: dict[str, Any] = super().clean() or {}
        kind = data.get("trigger", "")
        trigger = TRIGGERS.get(kind)
        if trigger is None:
            return data
        names = [item.name for item in dataclasses.fields(trigger)]
        given = {name: data.get(option_name(kind, name)) for name in names}
        self.instance.fields = {name: value for name, value in given.items() if value is not None}
        if "words" in names and not given["words"]:
            self.add_error(option_name(kind, "words"), _("Name at least one word."))
        try:
            make_trigger(kind, self.instance.fields)
        except PolicyError as error:
            raise ValidationError(str(error)) from error
        return data


RuleForm: type[_RuleFormBase] = type("RuleForm", (_RuleFormBase,), dict(OPTION_FIELDS))


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A policy's settings; texts are checked for their shape."""

    class Meta:
        model = Policy
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets choose

    def clean(self) -> dict[str, Any]:
        """Only settings that can be published."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("notices", "form_texts"):
            try:
                PolicySettings.from_json({name: data.get(name) or {}})
            except PolicyError as error:
                self.add_error(name, str(error))
        return data


class PublishForm(BaseDialogForm):
    """What changed, in one line, for colleagues who look at the versions later."""

    note = forms.CharField(
        label=_("What changed?"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )
