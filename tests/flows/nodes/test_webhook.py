"""Webhook: what is sent, what is kept, and that the run goes on whatever the other side does."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from flows.effects import CallOut, SetVisitor
from flows.nodes import NODES, node_of
from flows.nodes.webhook import WebhookConfig
from flows.types import GraphError, HappeningKind, NodeSpec, Situation, Staffing, WaitFor
from tests.flows.walking import NOW, FakeWorld, Walker, alone

K = HappeningKind
URL = "https://crm.example.com/leads"


def walker(known: dict[str, Any] | None = None, **config: Any) -> Walker:
    graph = alone("webhook", ("ok", "failed"), **{"url": URL, **config})
    return Walker(graph, FakeWorld(known or {})).begin()


def sent(known: dict[str, Any] | None = None, **config: Any) -> CallOut:
    [call] = walker(known, **config).all(CallOut)
    return call


def done(walked: Walker, body: object = None, status: int | None = 200) -> Walker:
    call = walked.all(CallOut)[-1]
    facts = {"key": call.key, "ok": status == 200, "status": status, "body": json.dumps(body)}
    return walked.tell(K.CALL_DONE, facts)


def test_the_call_is_asked_for_and_waited_for_in_bounds() -> None:
    walked = walker({"visitor.name": "Vera"}, timeout_s=10, attempts=2)
    [call] = walked.all(CallOut)
    assert (call.method, call.url, call.timeout_s) == ("POST", URL, 10.0)
    assert json.loads(call.body) == {"name": "Vera", "email": ""}
    assert call.headers == {"Content-Type": "application/json"}
    assert walked.run.waiting_for is WaitFor.CALL
    assert walked.run.until == NOW + timedelta(seconds=2 * 15 + 1)
    assert walked.steps[-1].why == "POST crm.example.com is called."


@pytest.mark.parametrize(
    ("template", "value", "meant"),
    [
        ('{"a": "{{x}}"}', 'say "hi"\n{{y}} \\ ', {"a": 'say "hi"\n{{y}} \\ '}),
        ('{"a": "so {{x}}!"}', None, {"a": "so!"}),
        ('{"a": {{x}}}', 0.5, {"a": 0.5}),
        ('{"a": {{ x }}}', None, {"a": None}),
        ('{"a": {{x}}, "b": [{{x}}]}', 'no "number"', {"a": 'no "number"', "b": ['no "number"']}),
        ('{"a": {"b":{{x}}}}', True, {"a": {"b": True}}),
        (r'{"a": "\"{{x}}\""}', "}", {"a": '"}"'}),
        ("{{x}}", ["a", 1], ["a", 1]),
        ('"{{x}}"', '", "evil": "', '", "evil": "'),
    ],
)
def test_a_json_body_stays_json_whatever_the_variables_hold(
    template: str, value: object, meant: object
) -> None:
    assert json.loads(sent({"x": value}, body=template).body) == meant


def test_variables_in_the_address_can_be_values_only() -> None:
    known = {"visitor.email": "a/b?c=d&e@x.example", "n": 7}
    call = sent(known, url=URL + "/{{visitor.email}}?n={{n}}&m={{gone}}", method="GET")
    assert call.url == URL + "/a%2Fb%3Fc%3Dd%26e%40x.example?n=7&m="


def test_headers_hold_no_line_breaks() -> None:
    headers = [{"name": "X-Name", "value": "{{visitor.name}}"}]
    call = sent({"visitor.name": "V\r\nX-Evil: 1"}, headers=headers, body_kind="none")
    assert call.headers == {"X-Name": "V  X-Evil: 1"}
    assert call.body == ""


@pytest.mark.parametrize("kind", ["json", "text"])
def test_broken_letters_break_no_call(kind: str) -> None:
    config = {"body_kind": kind, "body": '"{{x}}"', "url": URL + "/{{x}}"}
    headers = [{"name": "X-Name", "value": "{{x}}"}]
    call = sent({"x": "a\ud800\0b"}, headers=headers, **config)
    for text in (call.url, call.body, call.headers["X-Name"]):
        assert "\0" not in text.encode("utf-8").decode()


def test_a_secret_signs_or_is_sent_and_is_never_in_the_call() -> None:
    assert "Authorization" not in sent(secret="crm").headers
    call = sent(secret="crm", authenticate_by="bearer")
    assert (call.secret, call.headers["Authorization"]) == ("crm", "Bearer")


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"url": "ftp://crm.example.com/"}, "The address begins with https://"),
        ({"url": "https://{{visitor.host}}/"}, "The address begins with https://"),
        ({"url": "{{visitor.url}}"}, "The address begins with https://"),
        ({"url": "https://a:b@crm.example.com/"}, "The address holds signs"),
        ({"url": "https://crm.example.com/ü"}, "The address holds signs"),
        ({"body": '{"a": {{x}'}, "This is not JSON"),
        ({"body": "NaN"}, "This is not JSON"),
        ({"headers": [{"name": "Host", "value": "x"}]}, "is set by Baton itself"),
        ({"headers": [{"name": "A b", "value": "x"}]}, "headers.0.name"),
        ({"keep": [{"path": "a", "name": "escalated"}]}, "keep.0.name"),
    ],
)
def test_settings_that_cannot_work_are_refused(config: dict[str, Any], why: str) -> None:
    spec = NodeSpec("it", "webhook", {"url": URL, **config})
    with pytest.raises(GraphError, match=why):
        node_of(spec).config_of(spec)


def test_values_of_the_answer_are_kept() -> None:
    keep = [
        {"path": "customer.plan", "name": "visitor.plan"},
        {"path": "customer.mail", "name": "visitor.email"},
        {"path": "orders.1.total", "name": "answers.total"},
        {"path": "gone.for.good", "name": "answers.gone"},
        {"path": "customer", "name": "answers.object"},
    ]
    walked = walker(keep=keep)
    body = {"customer": {"plan": "pro", "mail": "no address"}, "orders": [{}, {"total": 19.5}]}
    done(walked, body)
    assert walked.run.node == "at_ok"
    assert walked.all(SetVisitor) == [SetVisitor({"plan": "pro"})]
    assert walked.run.memory["answers.total"] == 19.5
    assert "answers.gone" not in walked.run.memory
    assert walked.steps[-2].why == "It answered 200. 2 of 5 values were kept."


def test_an_answer_that_is_no_json_is_an_answer_all_the_same() -> None:
    walked = walker(keep=[{"path": "a", "name": "answers.a"}])
    walked.tell(K.CALL_DONE, {"ok": True, "status": 204, "body": "thanks"})
    assert walked.run.node == "at_ok"


def test_a_failure_takes_its_own_way() -> None:
    walked = done(walker(), status=500)
    assert walked.run.node == "at_failed"
    assert walked.steps[-2].why == "It answered 500."


def test_time_that_is_up_is_a_failure_and_a_late_answer_changes_nothing() -> None:
    walked = walker().tell(K.TIMED_OUT)
    assert walked.run.node == "at_failed"
    before = walked.run
    assert done(walked).run == before


def test_an_answer_to_an_earlier_call_changes_nothing() -> None:
    walked = walker()
    walked.tell(K.CALL_DONE, {"key": "it-0", "ok": True, "status": 200, "body": ""})
    assert walked.run.node == "it"


def test_each_visit_has_a_key_of_its_own() -> None:
    graph = alone("webhook", ("ok",), url=URL)
    graph["edges"].append({"source": "it", "port": "failed", "target": "it"})
    walked = done(Walker(graph).begin(), status=500)
    assert [call.key for call in walked.all(CallOut)] == ["it-1", "it-2"]


def test_words_wait_and_a_person_who_steps_in_ends_the_wait() -> None:
    walked = walker().tell(K.VISITOR_WROTE)
    assert walked.run.waiting_for is WaitFor.CALL
    walked.tell(K.AGENT_JOINED)
    assert walked.run.waiting_for is WaitFor.AGENT
    assert done(walked).run.node == "it"


def test_both_ways_are_always_open() -> None:
    situation = Situation(True, Staffing.FREE, True, True)
    ways = NODES["webhook"].ways(WebhookConfig(url=URL), situation)
    assert {way.port for way in ways} == {"ok", "failed"}
