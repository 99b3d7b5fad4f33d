"""Forms of flows in the admin. Graphs are edited in the builder only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from flows.graph_form import blank, normal
from flows.models import Flow
from flows.recipes import RECIPES

EMPTY = ""


class FlowForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a flow is called."""

    class Meta:
        model = Flow
        fields = ("name", "slug", "description")
        widgets = {"description": UnfoldAdminTextareaWidget(attrs={"rows": 2})}
        help_texts = {
            "slug": _("What Go To nodes of other flows call it."),
            "description": _("What it is for, in a sentence, for colleagues."),
        }


class NewFlowForm(FlowForm):
    """A flow begins with a template, or with an empty canvas."""

    template = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("A copy to change as you like. The builder opens with it."),
    )

    class Meta(FlowForm.Meta):
        fields = ("name", "slug", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.slug, f"{_(one.use)}: {_(one.name)}") for one in RECIPES]
        field = self.fields["template"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(EMPTY, _("An empty canvas")), *offered]

    def graph(self) -> dict[str, Any]:
        """The first draft."""
        chosen = self.cleaned_data.get("template")
        recipe = next((one for one in RECIPES if one.slug == chosen), None)
        return normal(recipe.graph()) if recipe else blank()
