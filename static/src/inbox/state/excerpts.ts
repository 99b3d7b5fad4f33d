/** The visitor's words around what made a rule fire, cut to a line; pure. */

import type { Item } from "../../protocol";
import type { Brief, Quote } from "./brief";

export interface Piece {
  text: string;
  marked: boolean;
}

export interface Excerpt {
  seq: number;
  pieces: Piece[];
}

/** So many characters before and after what is marked. */
const AROUND = 70;

/** One excerpt for each message that is quoted, its words marked; the message's own text if known. */
export function excerptsOf(brief: Brief, items: readonly Item[]): Excerpt[] {
  const seqs = [...new Set(brief.evidence.flatMap(({ seq }) => (seq ? [seq] : [])))];
  return seqs.map((seq) => {
    const quotes = brief.evidence.filter((quote) => quote.seq === seq);
    const item = items.find((one) => one.seq === seq);
    const text = item?.type === "message" ? item.text : "";
    const fits = quotes.every(({ start, end, text: words }) => text.slice(start, end) === words);
    return { seq, pieces: fits ? piecesOf(text, quotes) : alone(quotes) };
  });
}

/** The message is not loaded: only the words themselves. */
function alone(quotes: readonly Quote[]): Piece[] {
  return quotes.flatMap(({ text }, index) => [
    ...(index ? [{ text: " … ", marked: false }] : []),
    { text, marked: true },
  ]);
}

/** Where the next word begins, but not behind `most`. */
function atWord(text: string, at: number, most: number): number {
  const space = text.indexOf(" ", at);
  return space < 0 || space >= most ? at : space + 1;
}

function piecesOf(text: string, quotes: readonly Quote[]): Piece[] {
  const places = [...quotes].sort((one, other) => one.start - other.start);
  const first = places[0]?.start ?? 0;
  const last = Math.max(...places.map(({ end }) => end));
  const from = first > AROUND ? atWord(text, first - AROUND, first) : 0;
  const to = Math.min(text.length, last + AROUND);
  const pieces: Piece[] = [];
  let at = from;
  for (const { start, end } of places) {
    if (start > at) pieces.push({ text: text.slice(at, start), marked: false });
    if (end > at) pieces.push({ text: text.slice(Math.max(start, at), end), marked: true });
    at = Math.max(at, end);
  }
  if (to > at) pieces.push({ text: text.slice(at, to), marked: false });
  if (from > 0) pieces.unshift({ text: "… ", marked: false });
  if (to < text.length) pieces.push({ text: " …", marked: false });
  return pieces;
}
