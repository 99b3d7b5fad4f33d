"""The admin's forms of policies."""

from __future__ import annotations

from typing import Any

from django import forms

from escalation.models import Policy
from escalation.rules import PolicySettings
from escalation.types import PolicyError


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
