/** The open conversation: the shared fold, and beside it what only staff see; pure. */

import {
  emptyTrack,
  heardOf,
  reduce as reduceTrack,
  replaced,
  type ConversationFrame,
  type ConversationView,
  type EntryView,
  type Item,
  type Me,
  type StaffSnapshot,
} from "../../protocol";
import { briefOf, corrected, mergedVisitor, visitorOf, type Brief } from "./brief";
import { judgedOf } from "./decisions";
import { number, record, text } from "./read";
import type { Conversation, InboxState } from "./types";

export function emptyConversation(id: string): Conversation {
  return {
    id,
    status: "loading",
    error: "",
    track: emptyTrack(id),
    visitor: visitorOf({}),
    brief: null,
    judged: [],
    newFrom: null,
    seenSeq: 0,
    historyRef: "",
  };
}

/** The server has sent everything. What was loaded before (older items) stays. */
export function withSnapshot(conversation: Conversation, frame: StaffSnapshot): Conversation {
  if (frame.view.id !== conversation.id) return conversation;
  const first = conversation.status !== "ready";
  const track = replaced(conversation.track, withOlderItems(conversation.track.view, frame.view));
  const brief = briefOf(frame.brief, newestBrief(track.view.items)?.seq);
  const visitor = visitorOf({ start_url: frame.row.start_url, language: frame.row.language });
  return {
    ...conversation,
    status: "ready",
    error: "",
    track,
    brief,
    visitor: [visitorOf(frame.visitor), brief?.visitor]
      .flatMap((one) => one ?? [])
      .reduceRight(mergedVisitor, visitor),
    newFrom: first ? firstUnread(track.view.items, frame.row.unread) : conversation.newFrom,
  };
}

function withOlderItems(known: ConversationView, sent: ConversationView): ConversationView {
  const first = sent.items[0]?.seq ?? Infinity;
  const older = known.items.filter((item) => item.seq < first);
  // Without overlap something would be missing in between.
  if (!older.length || known.seq < first) return sent;
  return { ...sent, items: [...older, ...sent.items], more: known.more };
}

/**
 * The number of the `unread`-th newest message from the visitor; null when that is all of them:
 * who has not looked yet needs no line.
 */
export function firstUnread(items: readonly Item[], unread: number): number | null {
  if (unread <= 0) return null;
  const heard = items.filter((item) => item.type === "message" && item.author === "visitor");
  return unread < heard.length ? (heard.at(-unread)?.seq ?? null) : null;
}

export function reduceConversation(
  conversation: Conversation,
  frame: ConversationFrame,
  look: Pick<InboxState, "visible">,
): Conversation {
  if (frame.conversation !== conversation.id) return conversation;
  if (frame.type === "entry") return withEntries(conversation, [frame.entry], look);
  if (frame.type === "entries") {
    const next = withEntries(conversation, frame.entries, look);
    return { ...ready(next), track: heardOf(next.track, frame.seq) };
  }
  const track = reduceTrack(conversation.track, frame);
  if (frame.type === "history") return { ...conversation, track, historyRef: "" };
  if (frame.type !== "snapshot") {
    return track === conversation.track ? conversation : { ...conversation, track };
  }
  const brief = newestBrief(track.view.items) ?? conversation.brief;
  return { ...ready(conversation), track, brief };
}

function ready(conversation: Conversation): Conversation {
  return { ...conversation, status: "ready", error: "" };
}

function withEntries(
  conversation: Conversation,
  entries: readonly EntryView[],
  look: Pick<InboxState, "visible">,
): Conversation {
  return entries.reduce((current, entry) => {
    const frame = { type: "entry" as const, conversation: current.id, entry };
    const track = reduceTrack(current.track, frame);
    const taken = track.view.seq > current.track.view.seq;
    if (!taken) return { ...current, track };
    return withNews(withStaffPart({ ...current, track }, entry), entry, look);
  }, conversation);
}

/** What the fold leaves out: the brief, decisions, and news about the visitor. */
function withStaffPart(conversation: Conversation, entry: EntryView): Conversation {
  const { payload } = entry;
  switch (entry.kind) {
    case "conversation.escalated": {
      const brief = briefOf(payload["brief"], entry.seq);
      if (!brief) return conversation;
      const visitor = mergedVisitor(conversation.visitor, brief.visitor);
      return { ...conversation, brief, visitor };
    }
    case "conversation.moved":
      // With the assistant again: the handoff and its brief are history.
      return entry.state === "assistant" ? { ...conversation, brief: null } : conversation;
    case "brief.corrected": {
      const { brief } = conversation;
      return brief
        ? { ...conversation, brief: corrected(brief, payload, entry.seq) }
        : conversation;
    }
    case "answer.judged":
      return { ...conversation, judged: [...conversation.judged, judgedOf(entry)] };
    case "visitor.updated":
    case "tags.changed":
      return {
        ...conversation,
        visitor: mergedVisitor(conversation.visitor, visitorOf(payload)),
      };
    case "page.viewed": {
      const { visitor } = conversation;
      const page = { url: text(payload["url"]), title: text(payload["title"]), at: entry.at };
      return {
        ...conversation,
        visitor: { ...visitor, current_url: page.url, pages: [...visitor.pages, page] },
      };
    }
    case "conversation.opened": {
      const start = {
        url: text(payload["start_url"]),
        title: text(payload["start_title"]),
        at: "",
      };
      return start.url
        ? { ...conversation, visitor: { ...conversation.visitor, start } }
        : conversation;
    }
    default:
      return conversation;
  }
}

/** Words that came while nobody looked begin the part that is new. */
function withNews(
  conversation: Conversation,
  entry: EntryView,
  { visible }: Pick<InboxState, "visible">,
): Conversation {
  if (entry.kind !== "message.posted" || entry.payload["author"] === "agent") return conversation;
  if (visible) return conversation;
  const { newFrom, seenSeq } = conversation;
  const open = newFrom !== null && newFrom > seenSeq;
  return open ? conversation : { ...conversation, newFrom: entry.seq };
}

export function newestBrief(items: readonly Item[]): Brief | null {
  const line = items.findLast(
    (item) => item.type === "line" && item.kind === "conversation.escalated",
  );
  const brief = line?.type === "line" ? briefOf(line.data["brief"], line.seq) : null;
  return items.reduce(
    (known, item) =>
      known && item.type === "line" && item.kind === "brief.corrected" && item.seq > known.seq
        ? corrected(known, item.data, item.seq)
        : known,
    brief,
  );
}

/** Has a person answered the visitor since the brief came? */
export function isAnswered({ brief, track }: Conversation): boolean {
  return track.view.items.some(
    (item) =>
      item.type === "message" &&
      item.author === "agent" &&
      !item.note &&
      item.seq > (brief?.seq ?? 0),
  );
}

/** Is the newest offer of this conversation made to me, and still open? */
export function isOfferedTo({ track }: Conversation, me: Me | null): boolean {
  if (track.view.state !== "offered" || !me) return false;
  const offer = track.view.items.findLast(
    (item) => item.type === "line" && item.kind.startsWith("offer."),
  );
  if (offer?.type !== "line" || offer.kind !== "offer.made") return false;
  return number(record(offer.data["agent"])["id"]) === me.id;
}
