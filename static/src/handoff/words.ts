/** Every word of the card, in each of its languages. */

const LANGUAGES = ["en", "de", "es", "fr"];

/** Each text in the languages above, side by side. */
const TABLE = {
  title:
    "This is what I am passing on|Das gebe ich weiter|Esto es lo que transmito|Voici ce que je transmets",
  hint: "So you do not have to repeat it. Is something wrong? Change it.|So müssen Sie nichts wiederholen. Stimmt etwas nicht? Ändern Sie es.|Así no tiene que repetirlo. ¿Hay algo mal? Cámbielo.|Vous n'aurez rien à répéter. Une erreur ? Corrigez-la.",
  wants: "What you want|Ihr Anliegen|Lo que desea|Votre demande",
  name: "Name|Name|Nombre|Nom",
  email: "E-mail|E-Mail|Correo electrónico|E-mail",
  phone: "Phone|Telefon|Teléfono|Téléphone",
  order: "Order|Bestellung|Pedido|Commande",
  account: "Account|Kundennummer|Cuenta|Compte",
  error: "Error|Fehler|Error|Erreur",
  tried: "Tried already|Schon versucht|Ya intentado|Déjà essayé",
  change: "Change|Ändern|Cambiar|Modifier",
  save: "Save|Speichern|Guardar|Enregistrer",
  cancel: "Cancel|Abbrechen|Cancelar|Annuler",
  saving: "Saving…|Wird gespeichert…|Guardando…|Enregistrement…",
  saved:
    "Thank you. It is passed on like this.|Danke. So wird es weitergegeben.|Gracias. Se transmite así.|Merci. C'est transmis ainsi.",
  corrected: "changed by you|von Ihnen geändert|cambiado por usted|modifié par vous",
  nothing: "left out|weggelassen|omitido|retiré",
  failed:
    "This could not be saved. Try again.|Das ließ sich nicht speichern. Noch einmal versuchen.|No se pudo guardar. Inténtelo de nuevo.|Enregistrement impossible. Réessayez.",
  badEmail:
    "Please check this e-mail address.|Bitte prüfen Sie diese E-Mail-Adresse.|Revise esta dirección de correo.|Vérifiez cette adresse e-mail.",
};

export type CardWords = Readonly<Record<keyof typeof TABLE, string>>;

/** The words of a language; English when the card does not speak it. */
export function cardWords(language: string): CardWords {
  const column = Math.max(0, LANGUAGES.indexOf(language.slice(0, 2).toLowerCase()));
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, texts]) => [name, texts.split("|")[column]]),
  ) as CardWords;
}
