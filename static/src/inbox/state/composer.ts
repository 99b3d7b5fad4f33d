/** The composer: reply or note, and the menu of prepared replies that `/` opens. Pure. */

import type { CannedReplyView } from "../../protocol";

export type Mode = "reply" | "note";

export interface ComposerState {
  mode: Mode;
  /** A note never becomes a reply by a slip of the switch: each has its own words. */
  texts: Readonly<Record<Mode, string>>;
  caret: number;
  /** The chosen line of the menu. */
  chosen: number;
  /** The menu was closed for the word that begins here; -1: it was not. */
  dismissed: number;
}

export type ComposerEvent =
  | { type: "typed"; text: string; caret: number }
  | { type: "moved"; caret: number }
  | { type: "mode"; mode: Mode }
  | { type: "step"; by: 1 | -1; of: number }
  | { type: "dismiss" }
  | { type: "insert"; text: string }
  | { type: "reply_with"; text: string }
  | { type: "sent" };

export function emptyComposer(texts: Readonly<Record<Mode, string>>): ComposerState {
  return { mode: "reply", texts, caret: texts.reply.length, chosen: 0, dismissed: -1 };
}

export function reduceComposer(state: ComposerState, event: ComposerEvent): ComposerState {
  switch (event.type) {
    case "typed": {
      const next = { ...withText(state, event.text), caret: event.caret, chosen: 0 };
      const kept = slashOf(event.text, event.caret)?.at === state.dismissed;
      return { ...next, dismissed: kept ? state.dismissed : -1 };
    }
    case "moved":
      return event.caret === state.caret ? state : { ...state, caret: event.caret };
    case "mode":
      return inMode(state, event.mode);
    case "step":
      return event.of
        ? { ...state, chosen: (state.chosen + event.by + event.of) % event.of }
        : state;
    case "dismiss":
      return { ...state, dismissed: slashOf(textOf(state), state.caret)?.at ?? -1 };
    case "insert":
      return inserted(state, event.text);
    case "reply_with":
      return appended(inMode(state, "reply"), event.text);
    case "sent":
      return { ...withText(state, ""), caret: 0, chosen: 0, dismissed: -1 };
  }
}

export function textOf({ texts, mode }: Pick<ComposerState, "texts" | "mode">): string {
  return texts[mode];
}

/** The `/word` that ends at the caret and begins a line or follows a space. */
export function slashOf(text: string, caret: number): { at: number; word: string } | null {
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  if (!match) return null;
  const word = match[1] ?? "";
  return { at: caret - word.length - 1, word };
}

/** The prepared replies to choose from now; null when the menu is closed. */
export function menuOf(
  state: ComposerState,
  canned: readonly CannedReplyView[],
): CannedReplyView[] | null {
  if (state.mode !== "reply") return null;
  const slash = slashOf(textOf(state), state.caret);
  if (!slash || slash.at === state.dismissed) return null;
  return filtered(canned, slash.word);
}

export function filtered(canned: readonly CannedReplyView[], word: string): CannedReplyView[] {
  const wanted = word.toLowerCase();
  const rank = ({ shortcut, title, text }: CannedReplyView): number => {
    if (shortcut.toLowerCase().replace(/^\//, "").startsWith(wanted)) return 0;
    if (` ${title.toLowerCase()}`.includes(` ${wanted}`)) return 1;
    return `${title} ${text}`.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return canned
    .map((reply) => ({ reply, at: rank(reply) }))
    .filter(({ at }) => at < 3)
    .sort((one, other) => one.at - other.at)
    .map(({ reply }) => reply);
}

/** The prepared words with their `{{placeholders}}` filled; unknown ones stay to be seen. */
export function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] || whole);
}

function withText(state: ComposerState, text: string): ComposerState {
  return { ...state, texts: { ...state.texts, [state.mode]: text } };
}

function inMode(state: ComposerState, mode: Mode): ComposerState {
  if (mode === state.mode) return state;
  return { ...state, mode, caret: state.texts[mode].length, chosen: 0, dismissed: -1 };
}

function inserted(state: ComposerState, words: string): ComposerState {
  const text = textOf(state);
  const from = slashOf(text, state.caret)?.at ?? state.caret;
  const next = withText(state, text.slice(0, from) + words + text.slice(state.caret));
  return { ...next, caret: from + words.length, chosen: 0, dismissed: -1 };
}

/** What was written already stays above. */
function appended(state: ComposerState, words: string): ComposerState {
  const before = textOf(state).trimEnd();
  const text = before ? `${before}\n\n${words}` : words;
  return { ...withText(state, text), caret: text.length };
}
