"""A request for a person is told from a mere mention of one."""

from __future__ import annotations

import time

import pytest

from escalation.gauges.human_request import measure
from escalation.triggers.human_request import HumanRequest
from escalation.types import Reading
from tests.escalation.builders import snapshot

REQUESTS = [
    "can I talk to a human",
    "real person please",
    "speak to manager",
    "agent!",
    "someone real",
    "can i talk to someone real",
    "I'd like to speak with a representative.",
    "HUMAN",
    "Human please!!",
    "is there a real person I can talk to?",
    "let me talk to your supervisor",
    "connect me with support",
    "get me a human",
    "I don't want to talk to a bot, give me a person",
    "stop the bot. agent.",
    "why can't I talk to a real person?",
    "why don't you connect me to an agent?",
    "put me through to somebody who knows what they're doing",
    "can you transfer me to customer service",
    "I need to speak with billing department",
    "please escalate this",
    "Could someone from your team call me?",
    "I demand to speak to your manager right now",
    "no bots please, human only",
    "talk to human",
    "Can I have a human?",
    "is it possible to get a human on the line",
    "representative",
    "this is useless, let me speak to someone",
    "can a human help me",
    "are you a bot? I want a human",
    "I'd rather speak to a real person than a bot",
    "I want to chat with live support",
    "who can I talk to about this?",
    "I would prefer a human",
    "Is anyone there I can talk to?",
    "can't you just hand me over to a person?",
    "could you get a colleague to help",
    "how do I reach a human",
    "ich möchte mit einem Menschen sprechen",
    "Kann ich mit einem Mitarbeiter sprechen?",
    "Mitarbeiter bitte",
    "echter Mensch bitte",
    "Verbinden Sie mich bitte mit einem Kundenberater",
    "Ich will einen echten Menschen",
    "kann ich bitte jemanden sprechen?",
    "ich moechte mit jemandem reden",
    "Gibt es hier einen echten Menschen?",
    "Leiten Sie mich an einen Mitarbeiter weiter",
    "Ich will nicht mit einem Bot reden",
    "Kann mich bitte jemand zurückrufen?",
    "Bitte mit einem Mitarbeiter verbinden",
    "geben Sie mir Ihren Vorgesetzten",
    "quiero hablar con una persona",
    "¿Puedo hablar con un agente humano?",
    "persona real por favor",
    "páseme con un supervisor",
    "necesito un agente",
    "quiero hablar con alguien",
    "no quiero hablar con un robot",
    "comuníqueme con un asesor",
    "agente",
    "hablar con un humano",
    "je veux parler à un humain",
    "Puis-je parler à une vraie personne ?",
    "conseiller s'il vous plaît",
    "passez-moi un responsable",
    "j'aimerais parler à quelqu'un",
    "je voudrais être mis en relation avec un conseiller",
    "un humain svp",
    "je souhaite parler à un agent",
    "je ne veux pas parler à un robot",
    "I want to speak to sales",
    "let me talk to sales please",
    "speak to an engineer",
    "I need human assistance",
    "human help please",
    "I want to speak to an actual human being",
    "can we talk to a person instead of this thing",
    "Can I get a live agent",
    "Is there a phone number where I can talk to a real human?",
    "i wanna talk 2 a person",
    "Please let me speak with someone in charge",
    "transfer me",
    "connect me to an agent pls",
    "I'm fed up, get me a person",
    "could you pass me on to a colleague?",
    "please forward this conversation to a human colleague",
    "I want to complain to a manager",
]
MENTIONS = [
    "human readable",
    "is this written by a human resources person?",
    "I am not a robot",
    "do you have agents in Paris?",
    "I don't want to talk to a human",
    "I do not need to speak to an agent",
    "no need to transfer me to a human",
    "are you a human?",
    "are you a real person?",
    "am I talking to a real person?",
    "is the output human readable?",
    "what is a human error?",
    "my agent license expired",
    "I already spoke to an agent yesterday",
    "An agent told me to restart",
    "I was talking to an agent and got disconnected",
    "how do I add an agent to my team?",
    "how do agents talk to customers in your software?",
    "can my customers talk to a human through the widget?",
    "how does the bot hand over to a human?",
    "user agent string",
    "how many agents can use the inbox?",
    "real estate agent commission",
    "can I share my login with another person?",
    "how do I invite a person to my workspace",
    "two people in one room?",
    "I need a representative sample",
    "how do I change the manager of my account",
    "who is the manager of the hotel?",
    "what does the operator AND do?",
    "how do I talk to the API?",
    "I want to transfer money to a person",
    "can someone help me reset my password?",
    "hello can anyone help me",
    "I prefer to chat with you rather than wait for a person",
    "does a human review my documents?",
    "is your assistant human?",
    "please don't connect me with an agent, just answer",
    "before I talk to an agent, can you tell me the price?",
    "Ist das von einem Menschen geschrieben?",
    "Bist du ein Mensch?",
    "Ich möchte nicht mit einem Menschen sprechen",
    "Wie viele Mitarbeiter haben Sie?",
    "Kann ich einen Mitarbeiter als Benutzer anlegen?",
    "menschenlesbar",
    "Wie lade ich Kollegen ein?",
    "no quiero hablar con una persona",
    "¿eres un humano?",
    "¿cuántos agentes puedo agregar?",
    "¿Puedo compartir con otra persona?",
    "je ne veux pas parler à un humain",
    "êtes-vous un humain ?",
    "combien d'agents puis-je ajouter ?",
    "est-ce qu'une personne peut avoir deux comptes ?",
    "connect me to the wifi",
    "can I speak with a German accent in the voice module",
    "What's the call agent limit",
    "person",
    "what is the best way to contact my landlord",
    "Are pets allowed to contact other guests?",
    "Can I bring another person",
    "how can I contact a supplier through your platform",
    "I want a person added to my booking",
    "Do I need an agent installed on my server?",
    "Which agents are supported for monitoring?",
    "Hi assistant, what are your hours?",
    "I talked to someone last week about a refund, where is it?",
    "my manager wants an invoice",
    "send the invoice to my manager",
    "give me a human readable format",
]


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_for_a_person_is_heard(text: str) -> None:
    assert measure(text).value >= 0.5


@pytest.mark.parametrize("text", MENTIONS)
def test_a_mere_mention_of_a_person_is_not_a_request(text: str) -> None:
    assert measure(text).value < 0.5


def test_the_evidence_is_the_request_in_the_visitors_words() -> None:
    text = "My bill is wrong. Can I talk to a REAL person, please?"
    reading = measure(text)
    assert [span.text for span in reading.evidence] == ["talk to a REAL person"]
    span = reading.evidence[0]
    assert text[span.start : span.end] == span.text


def test_slips_of_the_keyboard_are_read_as_meant() -> None:
    assert measure("I need to speak to a opertaor").value == 1.0
    assert measure("talk tosomeone").value == 1.0
    assert measure("can i talk to an agnet").value == 1.0


def test_a_hint_measures_less_than_a_plain_request() -> None:
    assert 0.5 <= measure("I hate talking to a machine").value < 1.0


def test_a_request_at_the_end_of_a_long_story_is_heard() -> None:
    story = "The invoice from May lists the wrong plan. " * 200
    text = f"{story}Can I talk to a human?"
    (span,) = measure(text).evidence
    assert text[span.start : span.end] == "talk to a human"


def test_the_trigger_fires_from_its_threshold_on() -> None:
    reading = Reading("human_request", 0.7, "phrasings", 1)
    seen = snapshot("not a bot", readings=(reading,))
    assert HumanRequest(threshold=0.7).evaluate(seen) is not None
    assert HumanRequest(threshold=0.8).evaluate(seen) is None


def test_without_a_reading_the_trigger_stays_silent() -> None:
    assert HumanRequest().evaluate(snapshot("talk to a human")) is None


def cost(text: str) -> float:
    """CPU seconds of the quickest of three measurements."""
    spent = []
    for _ in range(3):
        started = time.process_time()
        measure(text)
        spent.append(time.process_time() - started)
    return min(spent)


@pytest.mark.parametrize("piece", ["talk to ", "i want to ", "mit einem ", "a.", "please, "])
def test_the_cost_of_a_message_grows_with_its_length_and_not_faster(piece: str) -> None:
    short, long = (piece * 20_000)[:2_500], (piece * 20_000)[:20_000]
    assert cost(long) < 30 * cost(short)  # 8 times as long; a quadratic pattern would take 64
