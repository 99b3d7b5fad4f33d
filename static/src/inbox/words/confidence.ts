/** Confidence in words. */

export type Level = "very low" | "low" | "fair" | "high";

/** The same words as in the brief (escalation/brief/telling.py), best first. */
const LEVELS: readonly [from: number, level: Level][] = [
  [0.85, "high"],
  [0.7, "fair"],
  [0.4, "low"],
];

export function levelOf(confidence: number): Level {
  return LEVELS.find(([from]) => confidence >= from)?.[1] ?? "very low";
}

/** The colour that goes with the words: an answer below the usual threshold is not given. */
export function toneOf(confidence: number): "low" | "fair" | "high" {
  const level = levelOf(confidence);
  return level === "very low" ? "low" : level;
}

/** "82 %", with a space that does not break. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}

/** What knowledge/confidence.py and the models measure; with "+": what it adds, in log-odds. */
const SIGNALS: Record<string, string> = {
  search: "Search alone",
  bias: "Doubt to begin with",
  "+strength": "Passage fits the question",
  "+centroid": "Whole passage is on the subject",
  "+crowd": "Many passages share these words",
  "+pairs": "Words stand together as asked",
  "+coverage": "Question covered by the passage",
  "+sentence_coverage": "Question covered by one sentence",
  "+opinion": "Asks for an opinion",
  "+denial_differs": "One denies, the other does not",
  "+numbers_missing": "Numbers that the passage lacks",
  cosine: "Closeness in meaning",
  lexical: "Same words as the passage",
  coverage: "Question covered by the passage",
  sentence_coverage: "Question covered by one sentence",
  model: "The model's own estimate",
};

/** A signal's name as a person reads it. */
export function signalName(name: string): string {
  const known = SIGNALS[name];
  if (known) return known;
  const words = name.replace(/[_.-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Shares as per cent; what pushes up or down with its sign; other measures as they are. */
export function signalValue(value: number, name = ""): string {
  if (name.startsWith("+") || name === "bias")
    return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
  if (value >= 0 && value <= 1) return percent(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
