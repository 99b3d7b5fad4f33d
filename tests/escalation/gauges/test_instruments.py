"""From a visitor's words to readings: what counts, what does not, and what it rests on."""

from __future__ import annotations

import pytest

from escalation.gauges import messages, panel
from escalation.gauges.base import Said
from escalation.gauges.instruments import ExamplePhrase, Instruments, instruments_for
from knowledge.embedder import EmbedderMissingError, local_embedder, query_vectors
from knowledge.embedders.minilm import MiniLM

REQUESTS = (
    ("en", "Could you hand me over to one of your colleagues please"),
    ("en", "pls conect me with a humann"),
    ("en", "can I not just speak to someone"),
    ("en", "is there really no one I can talk to?"),
    ("en", "isn't there anyone who can help me in person"),
    ("en", "I don't want to talk to a bot"),
    ("en", "please can I takl to an agent"),
    ("de", "Können Sie mich bitte mit einem Mitarbeiter verbinden?"),
    ("es", "¿Puedo hablar con un agente?"),
    ("fr", "Je voudrais parler à un conseiller"),
)
NO_REQUESTS = (
    ("en", "Are you a bot?"),
    ("en", "am I talking to a real person here"),
    ("en", "I don't want to talk to a human"),
    ("en", "please don't connect me to an agent, just answer"),
    ("en", "no need for a person"),
    ("en", "no agent"),
    ("en", "stop transferring me to agents"),
    ("en", "do I have to talk to a person?"),
    ("en", "can I do this without speaking to an agent?"),
    ("en", "I wouldn't like to chat with an agent"),
    ("en", "I no longer need to speak to an agent"),
    ("en", "I don't think I need a person for this"),
    ("en", "I already spoke with an agent"),
    ("en", "thanks for connecting me with an agent yesterday"),
    ("en", "Where is the operator manual?"),
    ("en", "My representative sold me this lamp"),
    ("de", "Bist du ein Mensch?"),
    ("de", "Ich möchte nicht mit einem Mitarbeiter sprechen"),
    ("es", "¿Eres un robot?"),
    ("es", "no quiero hablar con un agente"),
    ("fr", "es-tu un humain ?"),
    ("fr", "je ne veux pas parler à un conseiller"),
)
CROSS = (
    ("en", "This is ridiculous, I have been waiting for three weeks!"),
    ("en", "What a joke. Your support is useless."),
    ("de", "Ich bin wirklich stinksauer, so eine Frechheit"),
    ("es", "Estoy harta, esto es una vergüenza"),
    ("fr", "C'est inadmissible, j'en ai marre"),
)
CALM = (
    ("en", "How do I change my delivery address?"),
    ("en", "My parcel arrived damaged, how can I return it?"),
    ("en", "Thanks a lot, that was quick"),
    ("de", "Wie kann ich meine Adresse ändern?"),
    ("es", "¿Cómo puedo cambiar mi dirección?"),
    ("fr", "Comment puis-je changer mon adresse ?"),
    ("de", "Passt die Schlagbohrmaschine zu dem Messer mit dem Brustgurt?"),
    ("de", "Ich habe schon bestellt, wo trage ich den Gutschein ein?"),
    ("es", "¿El robot puede quemar discos y pegar piezas?"),
    ("fr", "Le vol de mardi est-il complet ? J'ai un gros sac."),
)
FOUL = (
    ("en", "you are a stupid idiot"),
    ("en", "shut up, you worthless machine"),
    ("de", "du bist so ein Vollidiot"),
    ("es", "vete a la mierda"),
    ("fr", "va te faire foutre"),
)


def read(text: str, name: str, language: str | None = None, **more: object) -> float:
    """One reading of one message."""
    found = instruments_for().measure(text, (), language).reading(name)
    assert found is not None
    return found.value


@pytest.mark.parametrize(("language", "text"), REQUESTS)
def test_a_request_for_a_person_counts(language: str, text: str) -> None:
    assert read(text, "human_request", language) >= 0.5


@pytest.mark.parametrize(("language", "text"), NO_REQUESTS)
def test_a_person_who_is_only_mentioned_does_not(language: str, text: str) -> None:
    assert read(text, "human_request", language) < 0.5
    assert read(text, "human_request") < 0.5


@pytest.mark.parametrize(("language", "text"), CROSS)
def test_a_cross_message_reads_cross(language: str, text: str) -> None:
    assert read(text, "frustration", language) >= 0.8


@pytest.mark.parametrize(("language", "text"), CALM)
def test_a_calm_message_reads_calm(language: str, text: str) -> None:
    assert read(text, "frustration", language) < 0.3
    assert read(text, "abuse", language) < 0.3


@pytest.mark.parametrize(("language", "text"), FOUL)
def test_an_insult_reads_as_abuse(language: str, text: str) -> None:
    assert read(text, "abuse", language) >= 0.8


def test_swearing_about_a_thing_is_no_abuse() -> None:
    assert read("the damn printer is jammed again", "abuse", "en") < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "😡😡 Ihr Service ist lächerlich, ich möchte SOFORT mit einem Mitarbeiter sprechen!!",
        "ﬁnally: you are useless 👎🏽, get me a manager",
        "これは最悪です。 speak to a human",
        "   \n you idiots  ",
    ],
)
def test_evidence_quotes_the_visitor(text: str) -> None:
    measured = instruments_for().measure(text)
    spans = [span for one in measured.readings for span in one.evidence]
    assert spans
    assert all(text[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize("text", ["", " ", "?", "🙂", "\u200b", "a" * 20_000, "no " * 5_000])
def test_any_text_can_be_measured(text: str) -> None:
    measured = instruments_for().measure(text)
    assert {one.name for one in measured.readings} == {
        "human_request", "frustration", "abuse", "annoyance", "unresolved",
    }  # fmt: skip
    assert not measured.failures
    assert all(0 <= one.value <= 1 for one in measured.readings if one.name != "unresolved")


def test_the_same_words_give_the_same_readings() -> None:
    own = [ExamplePhrase("frustration", "beam me up", True)]
    history = [Said(True, "where is my lamp"), Said(False, "Sorry, I do not know.")]
    first = Instruments(tuple(own)).measure("still no lamp, beam me up", history)
    again = Instruments(tuple(own)).measure("still no lamp, beam me up", history)
    assert first == again


def test_instruments_are_built_once_for_the_same_phrases_in_any_order() -> None:
    one, two = (ExamplePhrase("abuse", text, True) for text in ("you lamp", "you carpet"))
    assert instruments_for([one, two]) is instruments_for((two, one, two))
    assert instruments_for([one]) is not instruments_for([two])


def test_the_version_names_the_phrases_that_took_part() -> None:
    plain = instruments_for().measure("hello").readings[0]
    own = instruments_for([ExamplePhrase("abuse", "you lamp", True)]).measure("hello").readings[0]
    assert plain.version != own.version
    assert 0 < plain.version < 2**53  # JSON carries it unchanged


def test_annoyance_builds_up_over_an_episode() -> None:
    instruments = instruments_for()
    turned_away = "Sorry, I did not understand that."
    said = [
        "Where is my order 1143?",
        "That does not help, I asked where it is",
        "You are not reading what I write. Where is it?",
        "This is ridiculous, nobody helps me",
    ]
    values = []
    history: list[Said] = []
    for text in said:
        found = instruments.measure(text, history).reading("annoyance")
        assert found is not None
        values.append(found.value)
        history += [Said(True, text), Said(False, turned_away)]
    assert values[0] < 0.2
    assert values[-1] > 0.7
    assert values == sorted(values)


def test_calm_conversations_do_not_annoy_by_their_length() -> None:
    history = [
        said
        for n in range(12)
        for said in (
            Said(True, f"And what does plan {n} cost?"),
            Said(False, f"It costs {n} euros."),
        )
    ]
    found = instruments_for().measure("Fine, I take plan 4, thanks", history).reading("annoyance")
    assert found is not None
    assert found.value < 0.2


def test_a_broken_gauge_yields_no_reading_and_spares_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(text: str) -> float:
        raise ValueError(text)

    monkeypatch.setattr(messages.human_request, "measure", broken)
    measured = instruments_for().measure("a sentence that was not measured before")
    names = {one.name for one in measured.readings}
    assert "human_request" not in names
    assert {"frustration", "abuse", "unresolved"} <= names
    assert "human_request" in {one.gauge for one in measured.failures}


def test_a_message_is_embedded_once_for_gauges_and_search(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = local_embedder()
    text = "a message that only this test embeds"
    instruments_for().measure(text, (), "en")

    def again(*args: object, **kwargs: object) -> None:
        raise AssertionError("embedded twice")

    monkeypatch.setattr(MiniLM, "encode", again)
    instruments_for().measure(text, (), "en")
    assert query_vectors(embedder).encode(text).shape == (embedder.dim,)


def test_without_its_model_words_and_patterns_still_measure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(texts: object, language: str) -> None:
        raise EmbedderMissingError("gone")

    monkeypatch.setattr(panel, "vectors_of", missing)
    instruments = Instruments((ExamplePhrase("abuse", "you lamp", True),))
    measured = instruments.measure("This is ridiculous, you idiots, get me a manager", (), "en")
    assert [one.gauge for one in measured.failures] == ["embedder"]
    values = {one.name: one.value for one in measured.readings}
    assert min(values["human_request"], values["frustration"], values["abuse"]) >= 0.8
    calm = instruments.measure("How do I change my address?", (), "en")
    assert not calm.failures
    assert all(one.value < 0.3 for one in calm.readings)
