/** Every word about waiting, promises and opening hours, in each of their languages. */

const LANGUAGES = ["en", "de"];

/** Each text in the languages above, side by side. */
const TABLE = {
  assistant: "AI assistant|KI-Assistent",
  waiting: "Waiting for a person|Sie warten auf einen Menschen",
  next: "You are next in line|Sie sind als Nächstes an der Reihe",
  place: "You are number {position} in line|Sie sind Nummer {position} in der Reihe",
  looking: "We are looking for somebody|Wir suchen jemanden für Sie",
  asking: "Somebody is being asked right now|Gerade wird jemand für Sie gefragt",

  long: "This takes longer than we would like|Das dauert länger, als uns lieb ist",
  closing:
    "It may not be your turn before we close|Vielleicht sind Sie nicht mehr an der Reihe, bevor wir schließen",
  closed: "Our team is out right now|Unser Team ist gerade nicht da",
  nobody: "Nobody is there right now|Im Moment ist niemand da",

  under: "less than a minute|weniger als eine Minute",
  about: "about {high}|etwa {high}",
  between: "about {low} to {high}|etwa {low} bis {high}",
  upTo: "up to {high}|bis zu {high}",
  over: "more than {low}|mehr als {low}",
  hour: "an hour|1 Stunde",

  instead: "Instead of waiting|Statt zu warten",
  callback: "Call me back|Rufen Sie mich zurück",
  offline_form: "Leave a message|Nachricht hinterlassen",
  assistant_note: "Keep asking the AI meanwhile|Inzwischen die KI weiterfragen",
  sending: "One moment…|Einen Moment…",
  failed: "This did not work. Try again.|Das hat nicht geklappt. Noch einmal versuchen.",

  day: "on {day}|am {day}",
  opens: "We reply from {time} {day}|Wir antworten {day} ab {time} Uhr",
  opensToday: "We reply from {time}|Wir antworten ab {time} Uhr",
  call: "A colleague will call you {day} at {time}|Jemand aus unserem Team ruft Sie {day} um {time} Uhr an",
  callBy:
    "A colleague will call you by {time} {day}|Jemand aus unserem Team ruft Sie spätestens {day} um {time} Uhr an",
  message:
    "A person will answer you by {time} {day}|Ein Mensch antwortet Ihnen spätestens {day} um {time} Uhr",
  follow_up:
    "A person will follow up by {time} {day}|Ein Mensch meldet sich spätestens {day} um {time} Uhr",
};

export interface WaitWords extends Readonly<Record<keyof typeof TABLE, string>> {
  /** In which numbers and times are written: the visitor's language, if these words are in it. */
  locale: string;
}

/** The words of a language; English when we do not speak it. */
export function waitWords(language: string): WaitWords {
  const spoken = LANGUAGES.indexOf(language.slice(0, 2).toLowerCase());
  const column = Math.max(0, spoken);
  return {
    ...(Object.fromEntries(
      Object.entries(TABLE).map(([name, texts]) => [name, texts.split("|")[column]]),
    ) as Record<keyof typeof TABLE, string>),
    locale: spoken < 0 ? "en-GB" : language,
  };
}
