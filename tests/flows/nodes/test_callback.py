"""Callback: a form with times in business hours; what is left is promised to a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agents.hours import Hours, interval
from agents.slots import MOST, slots
from escalation.callback_words import ENGLISH
from flows.effects import AskForm, CloseForm, RequestCallback, Say, SetVisitor
from flows.types import GraphError, HappeningKind, QueueFigures, WaitFor
from tests.flows.walking import FakeWorld, Walker, alone

K = HappeningKind
MONDAY = datetime(2026, 3, 2, 15, 20, tzinfo=UTC)  # 16:20 in Berlin
WORKDAY = (interval("09:00", "17:30"),)
BERLIN = Hours("Europe/Berlin", (*(WORKDAY,) * 5, (), ()))


def world_of(**known: Any) -> FakeWorld:
    figures = QueueFigures("sales", True, 0, 0, 0, hours=BERLIN)
    return FakeWorld(known, {"sales": figures}, MONDAY)


def call(world: FakeWorld | None = None, **config: Any) -> Walker:
    graph = alone("callback", ("requested", "skipped"), queue="sales", **config)
    return Walker(graph, world or world_of()).begin()


def form_of(walker: Walker) -> AskForm:
    return walker.all(AskForm)[-1]


def test_the_form_asks_how_when_and_why() -> None:
    walker = call(world_of(**{"visitor.name": "Vera"}))
    form = form_of(walker)
    assert (form.kind, form.title) == ("callback", "Shall we call you back?")
    name, phone, slot, message = form.fields
    assert (name["value"], phone["required"], slot["kind"]) == ("Vera", True, "slot")
    assert message["kind"] == "long_text"
    first = slot["options"][0]
    assert first["value"] == "2026-03-03T08:00:00+00:00"
    assert first["label"] == "Tuesday 3 March, 09:00 (Europe/Berlin)"
    assert walker.run.waiting_for is WaitFor.FORM


def test_what_is_left_is_promised_and_known_from_now_on() -> None:
    walker = call()
    walker.settle({"name": "Vera", "phone": "+49 30 1", "slot": "2026-03-03T09:00:00+01:00"})
    assert walker.all(SetVisitor) == [SetVisitor({"name": "Vera", "phone": "+49 30 1"})]
    (promise,) = walker.all(RequestCallback)
    assert (promise.queue, promise.when) == ("sales", "Tuesday 3 March, 09:00 (Europe/Berlin)")
    assert promise.values["slot"] == "2026-03-03T08:00:00+00:00"
    assert walker.all(Say) == [Say(ENGLISH["thanks"])]
    assert walker.run.node == "at_requested"


@pytest.mark.parametrize("kind", [None, K.TIMED_OUT, K.VISITOR_WROTE])
def test_whoever_wants_no_call_goes_on_without(kind: HappeningKind | None) -> None:
    walker = call()
    walker = walker.settle(None) if kind is None else walker.tell(kind)
    assert walker.run.node == "at_skipped"
    assert walker.all(RequestCallback) == []
    assert len(walker.all(CloseForm)) == (0 if kind is None else 1)


def test_without_a_way_to_be_reached_it_is_asked_again() -> None:
    walker = call(world_of(language="de-AT"), reach_by="either").settle({"name": "Vera"})
    assert walker.all(Say) == [Say("Bitte hinterlassen Sie eine Nummer oder E-Mail-Adresse.")]
    assert [form.form_id for form in walker.all(AskForm)] == ["it-1", "it-2"]
    walker.settle({"email": "vera@example.com"})
    assert walker.all(RequestCallback)[0].when == ""
    assert walker.run.node == "at_requested"


def test_a_person_who_joins_meanwhile_has_the_conversation() -> None:
    walker = call().tell(K.AGENT_JOINED)
    assert (walker.run.node, walker.run.waiting_for) == ("it", WaitFor.AGENT)
    assert len(walker.all(CloseForm)) == 1


def test_a_team_that_never_opens_is_asked_for_no_time() -> None:
    world = world_of()
    never = Hours("UTC", ((),) * 7)
    world.queues["sales"] = QueueFigures("sales", False, 0, 0, 0, hours=never)
    assert [field["name"] for field in form_of(call(world)).fields] == ["name", "phone", "message"]


def test_times_lie_whole_in_opening_hours_on_round_minutes() -> None:
    found = slots(BERLIN, MONDAY, lead=timedelta(), every=timedelta(minutes=30), days=1)
    shown = [f"{at.astimezone(BERLIN.clock):%a %H:%M}" for at in found]
    assert shown[:4] == ["Mon 16:30", "Mon 17:00", "Tue 09:00", "Tue 09:30"]
    assert shown[-1] == "Tue 15:30"
    many = slots(None, MONDAY, lead=timedelta(), every=timedelta(minutes=15), days=14)
    assert len(many) == MOST


def test_times_keep_to_the_clock_when_it_changes() -> None:
    """On 29 March 2026 clocks in Berlin go from 02:00 to 03:00."""
    night = Hours("Europe/Berlin", ((interval("00:00", "24:00"),),) * 7)
    before = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    found = slots(night, before, lead=timedelta(), every=timedelta(hours=1), days=1)
    shown = [f"{at.astimezone(night.clock):%H:%M}" for at in found[:3]]
    assert shown == ["01:00", "03:00", "04:00"]


def test_settings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(GraphError, match="slot_minutes"):
        call(slot_minutes=0)
