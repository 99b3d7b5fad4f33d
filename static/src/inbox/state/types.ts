/** The state of the inbox page, and what may happen to it. */

import type {
  CannedReplyView,
  Colleague,
  Counts,
  EntryView,
  ListQuery,
  Me,
  Note,
  Outbox,
  QueueView,
  Reply,
  Row,
  SocketStatus,
  StaffCommand,
  StaffEvent,
  Track,
} from "../../protocol";
import type { Brief, VisitorCard } from "./brief";
import type { Decision } from "./decisions";

export type Tab = NonNullable<ListQuery["tab"]>;
export const TABS: readonly Tab[] = ["mine", "waiting", "assistant", "all", "closed"];

/** One tab's list as far as it has been loaded. */
export interface ListState {
  /** The words that it was searched for. */
  search: string;
  status: "idle" | "loading" | "ready" | "failed";
  /** Of the newest question; an answer to an older one is not taken. */
  ref: string;
  ids: readonly string[];
  /** Rows that came on their own since the question was asked. */
  fresh: readonly string[];
  more: boolean;
  /** `before` of the next page. */
  cursor: string | null;
  /** The first page is old (the connection was lost) and is asked for again. */
  stale: boolean;
  error: string;
}

/** The conversation that the thread shows. */
export interface Conversation {
  id: string;
  status: "loading" | "ready" | "failed";
  error: string;
  track: Track;
  visitor: VisitorCard;
  brief: Brief | null;
  judged: readonly Decision[];
  /** What is new since the agent looked begins with this number. */
  newFrom: number | null;
  /** Everything up to this number has been on a visible screen. */
  seenSeq: number;
  /** Of the question for older items, while under way. */
  historyRef: string;
}

/** Commands that change who owns a conversation, the agent, or what is thought of an answer. */
export type Deed = Extract<
  StaffCommand,
  {
    type:
      | "accept"
      | "decline"
      | "take_over"
      | "hand_back"
      | "transfer"
      | "resolve"
      | "presence"
      | "rate";
  }
>;

export type Words = Reply | Note;

export interface Offer {
  row: Row;
  deadline_at: string;
}

export interface Toast {
  id: number;
  kind: "good" | "bad";
  text: string;
}

export interface InboxState {
  status: SocketStatus;
  /** Was there ever a welcome? Until then the page loads; after it, it reconnects. */
  joined: boolean;
  me: Me | null;
  queues: readonly QueueView[];
  /** Who else answers visitors, as last asked for. */
  colleagues: readonly Colleague[];
  canned: readonly CannedReplyView[];
  counts: Counts;
  rows: Readonly<Record<string, Row>>;
  lists: Readonly<Record<Tab, ListState>>;
  tab: Tab;
  search: string;
  /** Only rows of this queue; empty: of all. */
  queue: string;
  selected: string | null;
  conversation: Conversation | null;
  offers: readonly Offer[];
  outbox: Outbox<Words>;
  deeds: Readonly<Record<string, Deed>>;
  toasts: readonly Toast[];
  toastCount: number;
  /** For people who listen instead of look: the newest handoff, in words. */
  announcement: string;
  /** Is the page on screen? */
  visible: boolean;
}

/** What happens on this side of the wire. */
export type LocalEvent =
  | { type: "local.status"; status: SocketStatus }
  | { type: "local.visible"; visible: boolean }
  | { type: "local.tab"; tab: Tab }
  | { type: "local.search"; search: string }
  | { type: "local.queue"; queue: string }
  | { type: "local.select"; id: string | null }
  | { type: "local.listed"; ref: string; tab: Tab; search: string; older: boolean }
  | { type: "local.opened"; ref: string; id: string }
  | { type: "local.history"; ref: string }
  | { type: "local.seen"; id: string; seq: number }
  | { type: "local.deed"; ref: string; deed: Deed }
  | { type: "local.write"; client_id: string; words: Words; now: number }
  | { type: "local.flushed"; now: number }
  | { type: "local.retry"; client_id: string }
  | { type: "local.discard"; client_id: string }
  | { type: "local.typing_over" }
  | { type: "local.offer_over"; id: string }
  | { type: "local.complain"; text: string }
  | { type: "local.toast_over"; id: number };

export type InboxEvent = StaffEvent | LocalEvent;

export type { EntryView };
