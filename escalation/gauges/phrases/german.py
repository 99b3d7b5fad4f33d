"""German examples."""

from __future__ import annotations

from escalation.gauges.phrases.base import examples

GERMAN = examples(
    human_request="""
        ich möchte mit einem Menschen sprechen
        kann ich bitte mit einem Mitarbeiter reden
        verbinden Sie mich mit jemandem vom Kundendienst
        gibt es hier auch echte Leute
        ich will einen echten Ansprechpartner
        bitte leiten Sie mich weiter
        kann mich jemand zurückrufen
        ich würde das lieber mit einer Person klären
        Mitarbeiter bitte
        holen Sie Ihren Vorgesetzten
    """,
    not_human_request="""
        bist du ein Bot
        bin ich hier mit einem Menschen verbunden
        ich möchte nicht mit einem Menschen sprechen
        bitte nicht weiterleiten
        ich brauche keinen Mitarbeiter
        wo finde ich die Anleitung für Mitarbeiter
        wie viele Personen dürfen mitfahren
        Ihr Kollege war sehr freundlich
        wann ist der Kundendienst erreichbar
        wie ändere ich mein Passwort
        ich habe eine Frage zu meiner Rechnung
    """,
    frustration="""
        das ist doch lächerlich
        ich habe die Nase voll
        jetzt schreibe ich schon zum dritten Mal
        Sie helfen mir überhaupt nicht weiter
        so eine Frechheit
        das ist reine Zeitverschwendung
        ich bin stinksauer
        immer noch kaputt, das darf doch nicht wahr sein
        unmöglich, wie man hier behandelt wird
        ich bin sehr enttäuscht von Ihnen
        das nervt nur noch
        lesen Sie überhaupt, was ich schreibe
        schlechtester Service aller Zeiten
        es reicht mir jetzt
    """,
    not_frustration="""
        wie kann ich mein Passwort ändern
        vielen Dank, das hat geholfen
        mein Paket ist beschädigt angekommen, was mache ich jetzt
        ich möchte meinen Vertrag kündigen
        könnten Sie bitte nachsehen
        liefern Sie auch nach Österreich
        es erscheint eine Fehlermeldung
        ich habe noch keine Bestätigung erhalten
        kein Problem, ich warte gern
        alles klar
        wann haben Sie geöffnet
        welche Größe brauche ich
    """,
    abuse="""
        du bist ein Idiot
        halt die Fresse
        ihr seid alle Versager
        verpiss dich
        leck mich am Arsch
        du dumme Maschine
        fick dich
        ihr Betrüger gehört verprügelt
        du hirnloser Trottel
        schick mir Nacktbilder
    """,
    not_abuse="""
        verdammt, ich habe mein Passwort vergessen
        der Drucker geht nicht
        das war dumm von mir
        ich bin verärgert über die Verspätung
        Ihre Antwort ist falsch
        haben Sie Schweinefutter
        bist du ein Roboter
        ich hasse es zu warten
        lassen Sie mich bitte mit Werbung in Ruhe
        hallo
    """,
)
