/**
 * One conversation as a client follows it: the view, and beside it what is fleeting.
 *
 * `reduce` is pure. It never guesses over a gap: it remembers the newest number it has heard of,
 * and `isBehind` tells the caller to ask for a resume.
 */

import type {
  ConversationView,
  DeltaFrame,
  EntriesFrame,
  EntryFrame,
  EntryView,
  HistoryFrame,
  SnapshotFrame,
  TypingFrame,
  WaitingFrame,
} from "./generated/frames";
import { emptyView, fold } from "./reduce";

/** Frames about one conversation; both sockets carry them. */
export type ConversationFrame =
  | EntryFrame
  | EntriesFrame
  | SnapshotFrame
  | HistoryFrame
  | DeltaFrame
  | TypingFrame
  | WaitingFrame;

/** Words of an answer under way, replaced by the final message. */
export interface Stream {
  turn: number;
  text: string;
}

export type Typist = Pick<TypingFrame, "author" | "name">;

export interface Track {
  view: ConversationView;
  /** The newest number that the server has mentioned. */
  latest: number;
  stream: Stream | null;
  typing: Typist | null;
  /** How the wait for a person stands, as last told; null unless the state is one of waiting. */
  waiting: WaitingFrame | null;
  /** Deltas up to this turn come too late: their message has been posted. */
  endedTurn: number;
}

export function emptyTrack(id: string): Track {
  return trackOf(emptyView(id));
}

export function trackOf(view: ConversationView): Track {
  return { view, latest: view.seq, stream: null, typing: null, waiting: null, endedTurn: 0 };
}

/** Are there entries that this client has not got? Then resume after `track.view.seq`. */
export function isBehind(track: Track): boolean {
  return track.latest > track.view.seq;
}

/** The track after the server said that `seq` is the newest number (heartbeat, welcome). */
export function heardOf(track: Track, seq: number): Track {
  return seq > track.latest ? { ...track, latest: seq } : track;
}

/** The track without what is fleeting; after a reconnect nobody knows whether it still holds. */
export function withoutFleeting(track: Track): Track {
  return track.stream || track.typing || track.waiting
    ? { ...track, stream: null, typing: null, waiting: null }
    : track;
}

/** The track after a frame; the same object when the frame changes nothing or is not its own. */
export function reduce(track: Track, frame: ConversationFrame): Track {
  if (frame.conversation !== track.view.id) return track;
  switch (frame.type) {
    case "entry":
      return applied(track, frame.entry);
    case "entries":
      return heardOf(frame.entries.reduce(applied, track), frame.seq);
    case "snapshot":
      return replaced(track, frame.view);
    case "history":
      return withOlder(track, frame);
    case "delta":
      return streamed(track, frame);
    case "typing":
      return typed(track, frame);
    case "waiting":
      return isWaiting(track.view.state) ? { ...track, waiting: frame } : track;
  }
}

/** The track that starts again from `view`, unless it is already further. */
export function replaced(track: Track, view: ConversationView): Track {
  if (view.id === track.view.id && view.seq < track.view.seq) return heardOf(track, view.seq);
  const next = trackOf(view);
  return view.id === track.view.id
    ? {
        ...next,
        latest: Math.max(track.latest, view.seq),
        waiting: isWaiting(view.state) ? track.waiting : null,
        endedTurn: track.endedTurn,
      }
    : next;
}

function applied(track: Track, entry: EntryView): Track {
  if (entry.seq <= track.view.seq) return track;
  const heard = heardOf(track, entry.seq);
  if (entry.seq > track.view.seq + 1) return heard;
  return { ...heard, view: fold(track.view, entry), ...fleetingAfter(track, entry) };
}

function fleetingAfter(track: Track, entry: EntryView): Partial<Track> {
  const author = entry.kind === "message.posted" ? entry.payload["author"] : null;
  const ended: Partial<Track> = {};
  if (track.stream && (author === "assistant" || entry.state !== "assistant")) {
    ended.stream = null;
    ended.endedTurn = track.stream.turn;
  }
  if (track.typing && (author === track.typing.author || entry.state !== track.view.state)) {
    ended.typing = null;
  }
  if (track.waiting && !isWaiting(entry.state)) ended.waiting = null;
  return ended;
}

function isWaiting(state: ConversationView["state"]): boolean {
  return state === "queued" || state === "offered";
}

function withOlder(track: Track, { items, more }: HistoryFrame): Track {
  const first = track.view.items[0]?.seq ?? Infinity;
  const older = items.filter((item) => item.seq < first);
  return { ...track, view: { ...track.view, items: [...older, ...track.view.items], more } };
}

function streamed(track: Track, { turn, offset, text }: DeltaFrame): Track {
  const current = track.stream;
  if (track.view.state !== "assistant") return track; // the assistant never speaks over a person
  if (turn <= track.endedTurn || (current && turn < current.turn)) return track;
  // Withdrawn; the same turn may begin anew.
  if (offset === 0 && text === "") return { ...track, stream: null };
  // Offsets count characters as the server does, not UTF-16 units.
  const shown = current?.turn === turn ? [...current.text] : [];
  if (offset > shown.length) return track; // words in between were lost: wait for the message
  return { ...track, stream: { turn, text: shown.slice(0, offset).join("") + text } };
}

function typed(track: Track, { author, name, on }: TypingFrame): Track {
  if (on && author === "assistant" && track.view.state !== "assistant") return track;
  if (on) return { ...track, typing: { author, name } };
  return track.typing?.author === author ? { ...track, typing: null } : track;
}
