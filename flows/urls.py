"""HTTP addresses of the flows app."""

from django.urls import path

from flows.api import exchange, flows, traffic, trying

_FLOW = "api/flows/<int:pk>/"

urlpatterns = [
    path("api/flows/templates", flows.FlowTemplates.as_view(), name="flow-templates"),
    path(_FLOW, flows.FlowDetail.as_view(), name="flow-detail"),
    path(f"{_FLOW}draft", flows.FlowDraft.as_view(), name="flow-draft"),
    path(f"{_FLOW}check", flows.FlowCheck.as_view(), name="flow-check"),
    path(f"{_FLOW}publish", flows.FlowPublish.as_view(), name="flow-publish"),
    path(f"{_FLOW}restore", flows.FlowRestore.as_view(), name="flow-restore"),
    path(f"{_FLOW}versions/<int:number>", flows.FlowVersionDetail.as_view(), name="flow-version"),
    path(f"{_FLOW}diff", flows.FlowDiff.as_view(), name="flow-diff"),
    path(f"{_FLOW}export", exchange.FlowExport.as_view(), name="flow-export"),
    path(f"{_FLOW}import", exchange.FlowImport.as_view(), name="flow-import"),
    path(f"{_FLOW}traffic", traffic.FlowTraffic.as_view(), name="flow-traffic"),
    path(f"{_FLOW}traffic/conversations", traffic.FlowPassed.as_view(), name="flow-traffic-passed"),
    path(f"{_FLOW}try", trying.FlowTry.as_view(), name="flow-try"),
]
