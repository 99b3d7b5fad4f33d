/** A text with some of its words marked. */

import type { Span } from "../types";

export interface Piece {
  text: string;
  isMarked: boolean;
}

/** Offsets count characters as Python does: one for each code point. */
export function piecesOf(text: string, spans: Span[]): Piece[] {
  const letters = [...text];
  const marked = letters.map(() => false);
  for (const span of spans) marked.fill(true, Math.max(0, span.start), span.end);
  const pieces: Piece[] = [];
  letters.forEach((letter, index) => {
    const last = pieces.at(-1);
    const isMarked = marked[index] ?? false;
    if (last?.isMarked === isMarked) last.text += letter;
    else pieces.push({ text: letter, isMarked });
  });
  return pieces;
}

export function Marked({ text, spans }: { text: string; spans: Span[] }): React.ReactNode {
  return piecesOf(text, spans).map((piece, index) =>
    piece.isMarked ? <mark key={index}>{piece.text}</mark> : piece.text,
  );
}
