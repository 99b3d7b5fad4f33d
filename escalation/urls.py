"""HTTP addresses of the escalation app."""

from django.urls import path

from escalation.api import backtests, policies
from escalation.board import urls as board

_POLICY = "api/policies/<int:pk>/"

urlpatterns = [
    *backtests.urlpatterns,
    *board.urlpatterns,
    path(_POLICY, policies.PolicyDetail.as_view(), name="policy-detail"),
    path(f"{_POLICY}draft", policies.PolicyDraft.as_view(), name="policy-draft"),
    path(f"{_POLICY}read", policies.PolicyRead.as_view(), name="policy-read"),
    path(f"{_POLICY}try", policies.PolicyTry.as_view(), name="policy-try"),
    path(f"{_POLICY}publish", policies.PolicyPublish.as_view(), name="policy-publish"),
    path(f"{_POLICY}restore", policies.PolicyRestore.as_view(), name="policy-restore"),
    path(f"{_POLICY}diff", policies.PolicyDiff.as_view(), name="policy-diff"),
]
