/** Every word that the widget says, in each of its languages. */

const LANGUAGES = ["en", "de"];

/** Each text in the languages above, side by side: packed as one word it is smaller than as two. */
const TABLE = {
  assistantLine: "AI assistant – a person can join|KI-Assistent – ein Mensch kann dazukommen",
  agentLine: "You are talking with {name}|Sie sprechen mit {name}",
  waitingLine: "Waiting for a person|Sie warten auf einen Menschen",
  deferredLine: "We will get back to you|Wir melden uns bei Ihnen",
  reconnecting:
    "Reconnecting… your messages are kept|Verbindung fehlt… Ihre Nachrichten bleiben erhalten",
  refused: "The chat is not available on this page.|Der Chat ist auf dieser Seite nicht verfügbar.",
  welcome: "How can we help?|Wie können wir helfen?",
  welcomeHint:
    "An AI assistant answers first, with its sources. You can ask for a person at any time.|Zuerst antwortet ein KI-Assistent und nennt seine Quellen. Sie können jederzeit nach einem Menschen fragen.",

  human: "Talk to a person|Mit einem Menschen sprechen",
  humanAsked: "I would like to talk to a person.|Ich möchte mit einem Menschen sprechen.",
  menu: "More options|Mehr Optionen",
  sound: "Sound for new messages|Ton bei neuen Nachrichten",
  end: "End chat|Chat beenden",
  close: "Close chat|Chat schließen",

  messages: "Conversation|Gespräch",
  compose: "Your message|Ihre Nachricht",
  placeholder: "Write a message…|Nachricht schreiben…",
  send: "Send|Senden",
  left: "{count} characters left|Noch {count} Zeichen",
  over: "{count} characters too many|{count} Zeichen zu viel",
  earlier: "Show earlier messages|Frühere Nachrichten zeigen",
  newer: "New messages|Neue Nachrichten",

  visitor: "You|Sie",
  assistant: "AI assistant|KI-Assistent",
  agent: "Team|Team",
  system: "Notice|Hinweis",
  agentTyping: "{name} is typing|{name} schreibt",
  assistantTyping: "The assistant is looking this up|Der Assistent sieht nach",
  sources: "Sources|Quellen",
  newTab: "opens in a new tab|öffnet in neuem Tab",
  helpful: "Was this helpful?|War das hilfreich?",
  right: "Yes|Ja",
  wrong: "No|Nein",
  sending: "Sending…|Wird gesendet…",
  sent: "Sent|Gesendet",
  failed: "Not sent.|Nicht gesendet.",
  retry: "Try again|Noch einmal versuchen",

  joined: "{name} joined|{name} ist jetzt dabei",
  agentLeft: "{name} left|{name} hat das Gespräch verlassen",
  transferred:
    "{name} is passing you on to a colleague|{name} gibt Sie an jemanden aus dem Team weiter",
  lost: "{name} lost the connection. We are finding someone else for you|{name} hat die Verbindung verloren. Wir suchen jemand anderen für Sie",
  queued: "You are in line for a person|Sie warten auf einen Menschen",
  returned: "The assistant answers again|Der Assistent antwortet wieder",
  deferred: "Nobody is free right now|Im Moment ist niemand frei",
  closed: "This conversation has ended|Dieses Gespräch ist beendet",
  closedByYou: "You ended this conversation|Sie haben das Gespräch beendet",
  closedHint: "Write whenever you want to go on|Schreiben Sie, wenn Sie weitermachen möchten",
  reopened: "The conversation goes on|Das Gespräch geht weiter",

  formFailed: "This form could not be loaded.|Dieses Formular ließ sich nicht laden.",
};

export type Words = Readonly<Record<keyof typeof TABLE, string>>;

const RIGHT_TO_LEFT = /^(ar|fa|he|iw|ps|sd|ug|ur|yi)\b/i;

/** The words of a language; English when we do not speak it. */
export function wordsOf(language: string): Words {
  const column = Math.max(0, LANGUAGES.indexOf(language.slice(0, 2).toLowerCase()));
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, texts]) => [name, texts.split("|")[column]]),
  ) as Words;
}

export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr";
}

/** `{name}` replaced by its value. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
