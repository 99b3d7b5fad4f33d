/** Every word of forms in the thread, in each of their languages. */

const LANGUAGES = ["en", "de", "es", "fr"];

/** Each text in the languages above, side by side. */
const TABLE = {
  send: "Send|Senden|Enviar|Envoyer",
  sending: "Sending…|Wird gesendet…|Enviando…|Envoi…",
  skip: "Skip|Überspringen|Omitir|Passer",
  optional: "optional|freiwillig|opcional|facultatif",
  yes: "Yes|Ja|Sí|Oui",
  no: "No|Nein|No|Non",
  pick: "Please choose|Bitte wählen|Elija|Choisissez",
  newTab:
    "opens in a new tab|öffnet in neuem Tab|se abre en otra pestaña|s'ouvre dans un nouvel onglet",
  zone: "Times as your clock shows them ({zone})|Zeiten wie auf Ihrer Uhr ({zone})|Horas según su reloj ({zone})|Heures à votre montre ({zone})",
  noTimes:
    "None of these times is left. Write to us instead.|Von diesen Zeiten ist keine mehr frei. Schreiben Sie uns stattdessen.|Ya no queda ninguna de estas horas. Escríbanos.|Il ne reste aucune de ces heures. Écrivez-nous.",

  needed: "Please fill this in.|Bitte ausfüllen.|Rellene este campo.|À remplir, s'il vous plaît.",
  chooseOne: "Please choose one.|Bitte wählen Sie aus.|Elija una opción.|Choisissez une réponse.",
  badEmail:
    "Please check this e-mail address.|Bitte prüfen Sie diese E-Mail-Adresse.|Revise esta dirección de correo.|Vérifiez cette adresse e-mail.",
  badPhone:
    "Please check this phone number.|Bitte prüfen Sie diese Telefonnummer.|Revise este número de teléfono.|Vérifiez ce numéro de téléphone.",
  badNumber: "A number, please.|Bitte eine Zahl.|Escriba un número.|Un nombre, s'il vous plaît.",
  badDate:
    "Please choose a date.|Bitte wählen Sie ein Datum.|Elija una fecha.|Choisissez une date.",
  least:
    "At least {limit}, please.|Bitte mindestens {limit}.|Como mínimo {limit}.|Au moins {limit}, s'il vous plaît.",
  most: "At most {limit}, please.|Bitte höchstens {limit}.|Como máximo {limit}.|Au plus {limit}, s'il vous plaît.",
  tooLong:
    "At most {count} characters, please.|Bitte höchstens {count} Zeichen.|Como máximo {count} caracteres.|Au plus {count} caractères, s'il vous plaît.",
  chooseRating:
    "Please choose from 1 to 5.|Bitte wählen Sie von 1 bis 5.|Elija de 1 a 5.|Choisissez de 1 à 5.",
  ratings:
    "Very bad/Bad/All right/Good/Very good|Sehr schlecht/Schlecht/Mittel/Gut/Sehr gut|Muy mal/Mal/Regular/Bien/Muy bien|Très mal/Mal/Moyen/Bien/Très bien",

  offline:
    "Thank you. We have your message and will answer you.|Danke. Wir haben Ihre Nachricht und antworten Ihnen.|Gracias. Tenemos su mensaje y le responderemos.|Merci. Nous avons votre message et vous répondrons.",
  survey:
    "Thank you for telling us.|Danke für Ihre Rückmeldung.|Gracias por su opinión.|Merci pour votre avis.",
  info: "Thank you.|Danke.|Gracias.|Merci.",
  callback:
    "Thank you. We will call you.|Danke. Wir rufen Sie an.|Gracias. Le llamaremos.|Merci. Nous vous appellerons.",
  skipped: "Skipped.|Übersprungen.|Omitido.|Passé.",
};

export type FormWords = Readonly<Record<keyof typeof TABLE, string>>;

/** The words of a language; English when forms do not speak it. */
export function formWords(language: string): FormWords {
  const column = Math.max(0, LANGUAGES.indexOf(language.slice(0, 2).toLowerCase()));
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, texts]) => [name, texts.split("|")[column]]),
  ) as FormWords;
}
