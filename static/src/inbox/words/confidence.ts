/** Confidence in words. */

export type Level = "low" | "fair" | "high";

/** Below the usual threshold an answer is not given: that is low; well above it is high. */
const FAIR_FROM = 0.7;
const HIGH_FROM = 0.8;

export function levelOf(confidence: number): Level {
  if (confidence >= HIGH_FROM) return "high";
  return confidence >= FAIR_FROM ? "fair" : "low";
}

/** "82 %", with a space that does not break. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}

const SIGNALS: Record<string, string> = {
  retrieval: "Match in the knowledge base",
  similarity: "Closeness of the best passage",
  lexical: "Same words as the passage",
  margin: "Lead over the next passage",
  coverage: "Share of the question covered",
  agreement: "Passages agree",
  grounding: "Answer backed by passages",
  grounded: "Answer backed by passages",
  self: "The model's own estimate",
  self_reported: "The model's own estimate",
  model: "The model's own estimate",
};

/** A signal's name as a person reads it. */
export function signalName(name: string): string {
  const known = SIGNALS[name];
  if (known) return known;
  const words = name.replace(/[_.-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Shares as per cent; other measures as they are. */
export function signalValue(value: number): string {
  if (value >= 0 && value <= 1) return percent(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
