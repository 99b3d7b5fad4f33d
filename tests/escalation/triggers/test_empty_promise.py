"""T2: words of an answer set nothing in motion, so they must not promise a person."""

from __future__ import annotations

import pytest

from config.demo.articles import all_articles
from escalation.triggers.empty_promise import EmptyPromise
from escalation.types import ReasonCode, Stage
from tests.escalation.builders import snapshot

PROMISES = """
I am transferring you to a human agent now.
I'm transferring you.
I am transferring you now
Transferring you now.
Transferring you to an agent...
Connecting you with a specialist, one moment please.
I'm connecting you with our support team.
I am now connecting you to a live agent.
Let me connect you to a colleague who can help.
Let me transfer you.
Let me transfer you to billing.
Let me get someone who can help you.
Let me get a human for you.
I'll get a colleague to help you.
I will hand you over to a human.
I will hand this over to our team.
I'll escalate this to our technical team.
I'm escalating this issue to a supervisor.
I've escalated your case.
I have escalated this to a supervisor.
I've forwarded your request to the billing department.
I have notified our support team.
I've alerted a colleague.
I have transferred you to an agent.
You are being transferred to a human agent.
You're being connected to a specialist.
You will be transferred to an agent shortly.
You will now be connected to a member of our team.
Your request has been forwarded to our team.
Your case has been escalated to a manager.
This conversation has been handed over to a human.
This has been passed on to our specialists.
One of our agents will be with you shortly.
A human agent will join this chat shortly.
A colleague will take over from here.
Someone from our team will contact you soon.
Our team will get back to you within the hour.
An agent will be right with you.
A specialist is on the way.
Please hold while I transfer you.
Please wait while I connect you to an agent.
Hold on, I'm getting a human.
One moment, bringing in a colleague.
Sure! I'll pass this on to one of my colleagues.
Done! Your chat is now with an agent.
Ich verbinde Sie mit einem Mitarbeiter.
Ich verbinde dich jetzt.
Ich leite Ihre Anfrage an das Team weiter.
Ich leite Sie weiter.
Ich übergebe an einen Kollegen.
Ich habe Ihre Anfrage weitergeleitet.
Ein Kollege meldet sich gleich bei Ihnen.
Ein Mitarbeiter wird sich in Kürze bei Ihnen melden.
Sie werden jetzt mit einem Mitarbeiter verbunden.
Sie werden weitergeleitet.
Ihre Anfrage wurde an unser Team weitergeleitet.
Le transfiero con un agente.
Te paso con un compañero.
Voy a transferirle con un asesor.
He transferido su consulta a un agente.
Un agente le atenderá en breve.
Su solicitud ha sido enviada a nuestro equipo.
Je vous mets en relation avec un conseiller.
Je vais vous transférer à un agent.
Je transfère votre demande à un conseiller.
J'ai transmis votre demande à notre équipe.
Un conseiller va vous répondre dans quelques instants.
Vous allez être mis en relation avec un conseiller.
"""

FACTS = """
You can transfer your domain to another registrar.
A domain transfer takes five days.
The transfer of a .com domain takes 5 to 7 days.
A transfer changes only where the domain is registered.
You will be redirected to the payment page.
You will be charged 7 days before the domain expires.
Would you like me to connect you to a colleague?
If you like, I can pass this to a person.
Shall I connect you with an agent?
You can ask for a person at any time.
Our team answers tickets within two days.
Our team answers e-mails from Monday to Friday.
To connect your phone to the server, open the settings.
Managers can escalate a ticket to a specialist.
The data is forwarded to your agent automatically.
Mail to this address is forwarded to your mailbox.
Your website will be moved within 3 working days.
Your domain has been transferred when the state is "Active".
We tell you by e-mail and try again after 3 days.
We have moved the setting to another page.
The request is forwarded to the server.
The mail was passed on to the recipient.
I found more than one thing this could be about.
I am an assistant, not a person.
A person can take over whenever you ask for one.
The assistant hands over to a person during the hours above.
An agent of the registry checks the data.
Someone else may have registered the domain.
Connect to the server by SFTP.
Our support team is available from 8 am.
You will get a confirmation by e-mail.
Forward the message to abuse@example.org.
A bank transfer counts when the money has arrived.
Domain-Transfers dauern fünf Tage.
Sie können die Domain jederzeit übertragen.
Ein Mitarbeiter kann die Rolle ändern.
Die Nachricht wird an Ihr Postfach weitergeleitet.
La transferencia del dominio tarda cinco días.
Puede transferir su dominio en el panel.
Le transfert d'un domaine prend cinq jours.
Vous pouvez transférer votre domaine.
"""


@pytest.mark.parametrize("answer", PROMISES.strip().splitlines())
def test_a_promised_person_is_recognised(answer: str) -> None:
    found = EmptyPromise().evaluate(snapshot(stage=Stage.AFTER_ANSWER, answer=f"Hello! {answer}"))
    assert found is not None
    assert found.reason is ReasonCode.UNGROUNDED_ANSWER


@pytest.mark.parametrize("answer", FACTS.strip().splitlines())
def test_an_offer_or_a_fact_is_no_promise(answer: str) -> None:
    assert EmptyPromise().evaluate(snapshot(stage=Stage.AFTER_ANSWER, answer=answer)) is None


def test_no_article_of_the_help_centre_promises_a_person() -> None:
    for article in all_articles():
        seen = snapshot(stage=Stage.AFTER_ANSWER, answer=article.body)
        assert EmptyPromise().evaluate(seen) is None, article.slug
