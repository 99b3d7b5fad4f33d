"""Categories that every desk begins with; managers change them as they like."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from escalation.models import IntentCategory, IntentExample


@dataclass(frozen=True, slots=True)
class Starter:
    """A category with its example sentences, in several languages."""

    slug: str
    name: str
    description: str
    sentences: str
    is_sensitive: bool = False

    @property
    def examples(self) -> list[str]:
        """One a line, in order."""
        return [line.strip() for line in self.sentences.strip().splitlines()]


STARTERS = (
    Starter(
        "sales",
        "Sales",
        "Wants to buy, upgrade, get an offer or see a demo.",
        """
        I would like to buy the bigger plan
        can I get a quote for our company?
        we need licences for 40 people, what would that cost?
        could somebody show us a demo?
        do you give a discount if we pay for a year?
        I want to talk to sales
        we are comparing providers and want an offer
        how do we upgrade to the enterprise plan?
        we would like to order for the whole team
        can we try it before we buy?
        Ich hätte gern ein Angebot für unsere Firma
        Wir möchten auf den größeren Tarif wechseln
        Was kostet das für 40 Personen?
        Quisiera un presupuesto para mi empresa
        Queremos contratar el plan grande
        ¿Hay descuento si pagamos por un año?
        Je voudrais un devis pour mon entreprise
        Nous voulons passer à la formule supérieure
        Pouvez-vous nous faire une démonstration ?
        """,
    ),
    Starter(
        "cancellation",
        "Cancellation",
        "Wants to leave: end a contract, close an account, stop a subscription.",
        """
        I want to cancel my subscription
        please close my account
        how do I end my contract?
        stop my plan at the end of the month
        I am leaving you for another provider
        terminate my membership please
        I do not want to renew
        I no longer need your service
        switch off the automatic renewal
        delete my account for good
        Ich möchte kündigen
        Bitte löschen Sie mein Konto
        Wie beende ich meinen Vertrag?
        Quiero darme de baja
        Quiero cancelar mi suscripción
        Cierren mi cuenta, por favor
        Je veux résilier mon abonnement
        Supprimez mon compte, s'il vous plaît
        Comment mettre fin à mon contrat ?
        """,
    ),
    Starter(
        "legal_compliance",
        "Legal and compliance",
        "Threatens or takes legal steps, or asks for rights over personal data.",
        """
        I will take legal action
        you will hear from my lawyer
        this is against the law
        I want all data that you store about me
        erase my personal data as the GDPR demands
        who is your data protection officer?
        I am going to report you to the regulator
        my data was given to others without my consent
        I hereby set you a deadline before I go to court
        this clause of your terms is illegal
        Mein Anwalt wird sich bei Ihnen melden
        Ich verlange Auskunft nach der DSGVO
        Ich werde Sie anzeigen
        Voy a emprender acciones legales
        Exijo que borren mis datos personales
        Les voy a denunciar ante consumo
        Je vais saisir la justice
        Je demande l'accès à mes données personnelles
        Mon avocat va vous contacter
        """,
        is_sensitive=True,
    ),
    Starter(
        "outage",
        "Outage",
        "The service does not work for anybody, or not at all.",
        """
        your service is down
        is there an outage right now?
        nothing loads any more for any of us
        the whole site cannot be reached
        all our users see an error 500
        the system has been offline since this morning
        we cannot connect to your servers
        the app stopped working for everybody
        production is down, this is urgent
        your status page says fine but everything times out
        Bei euch ist alles ausgefallen
        Gibt es gerade eine Störung?
        Die Seite ist für niemanden erreichbar
        El servicio está caído
        No funciona nada desde esta mañana
        ¿Hay una avería general?
        Votre service est en panne
        Plus rien ne marche chez nous
        Le site est inaccessible pour tout le monde
        """,
    ),
    Starter(
        "billing_dispute",
        "Billing dispute",
        "Says that a charge or an invoice is wrong, or wants money back for it.",
        """
        you charged me twice
        my invoice is wrong
        there is a payment that I did not authorise
        why did you take more money than agreed?
        I was billed although I had cancelled
        I dispute this charge
        give me back the money you took by mistake
        the amount on the bill is too high
        I have been overcharged for months
        I never ordered this and will not pay for it
        Sie haben mir doppelt abgebucht
        Die Rechnung stimmt nicht
        Ich will mein Geld für die falsche Abbuchung zurück
        Me han cobrado dos veces
        La factura está mal
        No reconozco este cargo
        Vous m'avez prélevé deux fois
        Ma facture est fausse
        Je conteste ce prélèvement
        """,
    ),
)


@transaction.atomic
def ensure_intents() -> int:
    """A desk without any category has the starters afterwards; how many were made is returned."""
    if IntentCategory.objects.exists():
        return 0
    for one in STARTERS:
        category = IntentCategory.objects.create(
            name=one.name,
            slug=one.slug,
            description=one.description,
            is_sensitive=one.is_sensitive,
        )
        IntentExample.objects.bulk_create(
            IntentExample(category=category, text=text) for text in one.examples
        )
    return len(STARTERS)
