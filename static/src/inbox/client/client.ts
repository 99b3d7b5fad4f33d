/**
 * Keeps the server and the state together: asks for what the page wants to show, sends what was
 * written, resumes what was missed. After a reconnect everything is asked for again.
 */

import {
  CatchUp,
  due,
  newClientId,
  ResumingSocket,
  systemClock,
  type Cancel,
  type Clock,
  type SocketStatus,
  type StaffCommand,
  type StaffEvent,
  type Wire,
} from "../../protocol";
import { needsAsking } from "../state/rows";
import type { Deed, InboxEvent, InboxState } from "../state/types";
import type { Store } from "./store";

/** Not signed in (any more), or not staff. */
const FINAL_CODES: ReadonlySet<number> = new Set([4401, 4403]);
/** A resume whose answer was lost is asked for again after this long. */
const CATCH_UP_MS = 3_100;
/** `typing` is repeated while somebody writes, and withdrawn after this silence. */
const TYPING_PAUSE_MS = 4_000;
/** How often unanswered words are looked at; the outbox knows when they are due again. */
const LOOK_AGAIN_MS = 1_000;
const HISTORY_PAGE = 100;

type WithoutRef<Command> = Command extends { ref: string } ? Omit<Command, "ref"> : never;
export type DeedWords = WithoutRef<Deed>;

export interface ClientOptions {
  url: string;
  store: Store<InboxState, InboxEvent>;
  clock?: Clock;
  connect?: (url: string) => Wire;
  network?: EventTarget | null;
}

export class InboxClient {
  readonly #store: Store<InboxState, InboxEvent>;
  readonly #clock: Clock;
  readonly #socket: ResumingSocket<StaffEvent, StaffCommand>;
  readonly #catchUp = new CatchUp();
  #refs = 0;
  /** What this connection was asked to open. */
  #opened: string | null = null;
  #readUpTo = { id: "", seq: 0 };
  #typing: { id: string; stop: Cancel } | null = null;
  #flushTimer: Cancel = () => undefined;
  #resumeTimer: Cancel = () => undefined;
  #pumping = false;

  constructor({ url, store, clock = systemClock, connect, network }: ClientOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#socket = new ResumingSocket<StaffEvent, StaffCommand>({
      url,
      hello: () => ({ type: "join" }),
      beat: () => ({ type: "beat" }),
      beatWhen: "always",
      // Twice a period, so that one lost beat does not cost the presence.
      heartbeatOf: (event) => (event.type === "welcome" ? event.heartbeat_s / 2 : null),
      onEvent: (event) => store.dispatch(event),
      onStatus: (status) => this.#turned(status),
      isFinal: (code) => FINAL_CODES.has(code),
      clock,
      ...(connect && { connect }),
      ...(network !== undefined && { network }),
    });
    store.subscribe(() => this.#pump());
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#flushTimer();
    this.#resumeTimer();
    this.#socket.stop();
  }

  /** The page came to the front. */
  wake(): void {
    this.#socket.wake();
  }

  /** Does something to a conversation or to the agent's presence. Says whether it was sent. */
  do(words: DeedWords): boolean {
    const deed = { ...words, ref: this.#ref() } as Deed;
    if (!this.#socket.send(deed)) {
      this.#store.dispatch({
        type: "local.complain",
        text: "Not connected right now. Try again in a moment.",
      });
      return false;
    }
    this.#store.dispatch({ type: "local.deed", ref: deed.ref, deed });
    return true;
  }

  /** Asks who could take a conversation over; without a connection nothing is asked. */
  askColleagues(): void {
    this.#socket.send({ type: "colleagues", ref: this.#ref() });
  }

  /** Keeps the words until the server has stored them; works without a connection. */
  write(type: "reply" | "note", conversation: string, text: string): void {
    const client_id = newClientId();
    const words = { type, ref: client_id, client_id, conversation, text };
    this.typing(conversation, false);
    this.#store.dispatch({ type: "local.write", client_id, words, now: this.#clock.now() });
  }

  /** The next page of the list. */
  more(): void {
    const { tab, search, lists } = this.#store.get();
    const list = lists[tab];
    if (list.status !== "ready" || !list.more || list.stale) return;
    this.#list(search, list.cursor);
  }

  /** The list again, after it failed. */
  again(): void {
    this.#list(this.#store.get().search, null);
  }

  /** The conversation again, after it could not be opened. */
  reopen(): void {
    this.#opened = null;
    this.#pump();
  }

  /** Items older than the first one shown. */
  older(): void {
    const { conversation } = this.#store.get();
    const before = conversation?.track.view.items[0]?.seq;
    if (!conversation || !before || !conversation.track.view.more || conversation.historyRef) {
      return;
    }
    const ref = this.#ref();
    const { id } = conversation;
    const command = { type: "history" as const, ref, conversation: id, before };
    if (this.#socket.send({ ...command, limit: HISTORY_PAGE })) {
      this.#store.dispatch({ type: "local.history", ref });
    }
  }

  /** Everything shown is on a visible screen. */
  seen(id: string, seq: number): void {
    if (this.#readUpTo.id === id && this.#readUpTo.seq >= seq) return;
    if (!this.#socket.send({ type: "read", conversation: id, seq })) return;
    this.#readUpTo = { id, seq };
    this.#store.dispatch({ type: "local.seen", id, seq });
  }

  /** The agent began, goes on or stopped writing a reply. */
  typing(id: string, on: boolean): void {
    const known = this.#typing;
    known?.stop();
    if (known && (!on || known.id !== id)) {
      this.#socket.send({ type: "typing", conversation: known.id, on: false });
      this.#typing = null;
    }
    if (!on) return;
    if (known?.id !== id) this.#socket.send({ type: "typing", conversation: id, on: true });
    const stop = this.#clock.after(TYPING_PAUSE_MS, () => this.typing(id, false));
    this.#typing = { id, stop };
  }

  #ref(): string {
    return `r${++this.#refs}`;
  }

  #turned(status: SocketStatus): void {
    if (status === "open") {
      this.#opened = null;
      this.#readUpTo = { id: "", seq: 0 };
      // What is left of the last connection's deeds may be done twice.
      for (const deed of Object.values(this.#store.get().deeds)) this.#socket.send(deed);
    }
    this.#store.dispatch({ type: "local.status", status });
    this.#pump();
  }

  /** Sends whatever the state calls for. Changes it causes itself are looked at in the same go. */
  #pump(): void {
    if (this.#pumping || this.#socket.status !== "open") return;
    this.#pumping = true;
    try {
      this.#askForList();
      this.#askForConversation();
      this.#catchUpOn();
      this.#flush();
    } finally {
      this.#pumping = false;
    }
  }

  #askForList(): void {
    const { tab, search, lists } = this.#store.get();
    if (needsAsking(lists[tab], search)) this.#list(search, null);
  }

  #list(search: string, before: string | null): void {
    const { tab } = this.#store.get();
    const ref = this.#ref();
    if (!this.#socket.send({ type: "list", ref, query: { tab, search, before } })) return;
    this.#store.dispatch({ type: "local.listed", ref, tab, search, older: before !== null });
  }

  #askForConversation(): void {
    const { selected } = this.#store.get();
    if (selected === this.#opened) return;
    if (this.#opened) this.#socket.send({ type: "leave", conversation: this.#opened });
    this.#opened = selected;
    if (!selected) return;
    const ref = `open-${selected}`;
    this.#socket.send({ type: "open", ref, conversation: selected });
    this.#store.dispatch({ type: "local.opened", ref, id: selected });
  }

  #catchUpOn(): void {
    const { conversation } = this.#store.get();
    if (conversation?.status !== "ready") return;
    const after = this.#catchUp.ask(conversation.track, this.#clock.now());
    if (after === null) return;
    this.#socket.send({ type: "resume", conversation: conversation.id, after });
    this.#resumeTimer();
    this.#resumeTimer = this.#clock.after(CATCH_UP_MS, () => this.#pump());
  }

  #flush(): void {
    const now = this.#clock.now();
    const { outbox } = this.#store.get();
    const going = due(outbox, now);
    for (const { command } of going) this.#socket.send(command);
    if (going.length) this.#store.dispatch({ type: "local.flushed", now });
    this.#flushTimer();
    if (this.#store.get().outbox.some(({ state }) => state === "sending")) {
      this.#flushTimer = this.#clock.after(LOOK_AGAIN_MS, () => this.#pump());
    }
  }
}
