"""French examples."""

from __future__ import annotations

from escalation.gauges.phrases.base import examples

FRENCH = examples(
    human_request="""
        je veux parler à un humain
        puis-je parler à un conseiller, s'il vous plaît ?
        passez-moi quelqu'un du service client
        je voudrais être rappelé par une vraie personne
        y a-t-il quelqu'un de réel ici ?
        mettez-moi en relation avec un agent
        je préfère en discuter avec une personne
        un responsable, tout de suite
        un conseiller svp
    """,
    not_human_request="""
        es-tu un robot ?
        est-ce que je parle à une personne ?
        je ne veux parler à personne
        inutile de me transférer
        combien de personnes peuvent voyager
        votre collègue a été très aimable
        quels sont les horaires du service client ?
        comment changer mon mot de passe ?
        j'ai une question sur ma facture
        où est le manuel de l'opérateur ?
    """,
    frustration="""
        c'est ridicule
        j'en ai marre d'attendre
        c'est la troisième fois que je l'explique
        vous ne m'aidez pas du tout
        quelle perte de temps
        votre service est lamentable
        rien ne marche et tout le monde s'en fiche
        je suis vraiment en colère
        c'est inadmissible
        toujours en panne, je n'en peux plus
        je suis très déçue de votre service
        vous lisez ce que j'écris ?
    """,
    not_frustration="""
        comment changer mon mot de passe ?
        merci beaucoup, ça marche maintenant
        mon colis est arrivé abîmé, que faire ?
        je souhaite résilier mon abonnement
        pourriez-vous vérifier ma commande ?
        livrez-vous en Belgique ?
        un message d'erreur s'affiche
        je n'ai pas encore reçu la confirmation
        d'accord, je vais essayer
        à quelle heure ouvrez-vous ?
    """,
    abuse="""
        tu es un idiot
        va te faire foutre
        ferme-la, machine stupide
        vous êtes tous des connards
        espèce d'abruti
        nique ta mère
        sale menteur
        envoie-moi des photos nues
        j'espère que tu vas crever
    """,
    not_abuse="""
        zut, j'ai oublié mon mot de passe
        l'imprimante ne marche pas
        c'était bête de ma part
        je suis fâché à cause du retard
        votre réponse est fausse
        es-tu un robot ?
        je déteste attendre
        bonjour
        je ne veux plus de publicité
    """,
)
