/** A server for tests: one conversation behind lines that lose, double and cut. */

import type { EntryView, VisitorCommand, VisitorEvent } from "../protocol";
import { emptyView, foldAll } from "../protocol/reduce";
import { FakeClock, FakeWire } from "../protocol/testing";
import type { WidgetSession } from "./api";
import { Chat, type ChatOptions } from "./session";
import type { Store, Stores } from "./storage";

export type ServerWire = FakeWire<VisitorEvent, VisitorCommand>;

export const SESSION: WidgetSession = {
  token: "t-1",
  site: {
    title: "Copperleaf",
    greeting: "Hello",
    accent_color: "#3d46c2",
    language: "en",
    message_max_chars: 500,
    opens_at: null,
  },
  ws_url: "ws://server/ws/visitor/?site=demo",
  open: false,
};

export function memoryStore(): Store {
  const values = new Map<string, string>();
  return {
    get: (name) => values.get(name) ?? null,
    set: (name, value) => {
      if (value === null) values.delete(name);
      else values.set(name, value);
    },
  };
}

export function memoryStores(): Stores {
  return { lasting: memoryStore(), tab: memoryStore() };
}

/** Numbers entries, stores a `client_id` once, answers as chat/consumers.py does. */
export class FakeServer {
  readonly id = "c-1";
  readonly entries: EntryView[] = [];
  readonly received: VisitorCommand[] = [];
  state: EntryView["state"] = "assistant";
  wire: ServerWire | null = null;
  /** May swallow, double or delay what is sent; the default sends it. */
  line: (wire: ServerWire, event: VisitorEvent) => void = (wire, event) => wire.deliver(event);
  #read = 0;

  accept(): ServerWire {
    const wire: ServerWire = new FakeWire();
    this.wire = wire;
    this.#read = 0;
    return wire;
  }

  add(kind: string, payload: Record<string, unknown>, state = this.state): EntryView {
    this.state = state;
    const entry = {
      seq: this.entries.length + 1,
      kind,
      at: "2026-03-02T09:00:00Z",
      state,
      payload,
    };
    this.entries.push(entry);
    this.send({ type: "entry", conversation: this.id, entry });
    return entry;
  }

  answer(text: string): EntryView {
    return this.add("message.posted", { author: "assistant", text });
  }

  send(event: VisitorEvent): void {
    if (this.wire && !this.wire.closed) this.line(this.wire, event);
  }

  /** Carries out what has arrived since the last time. */
  work(): void {
    const wire = this.wire;
    while (wire && wire === this.wire && this.#read < wire.sent.length) {
      const command = wire.sent[this.#read++] as VisitorCommand;
      this.received.push(command);
      this.#carryOut(command);
    }
  }

  get view() {
    return foldAll(emptyView(this.id), this.entries);
  }

  #carryOut(command: VisitorCommand): void {
    const seq = this.entries.length;
    const conversation = this.id;
    if (command.type === "hello") {
      const after = command.after ?? 0;
      const isNew = after === 0 && seq > 0;
      this.send({
        type: "welcome",
        conversation: seq ? conversation : null,
        seq,
        heartbeat_s: 15,
        message_max_chars: 500,
        view: isNew ? this.view : null,
      });
      if (!isNew && seq) this.#resume(after);
    } else if (command.type === "resume") {
      this.#resume(command.after);
    } else if (command.type === "ping") {
      this.send({ type: "heartbeat", seq });
    } else if (command.type === "say" || command.type === "request_human") {
      this.#store(command);
    }
  }

  #resume(after: number): void {
    const entries = this.entries.slice(after);
    const seq = this.entries.length;
    this.send({ type: "entries", conversation: this.id, entries, seq });
  }

  #store(command: Extract<VisitorCommand, { client_id: string }>): void {
    const { client_id } = command;
    const text = command.type === "say" ? command.text : "A person, please.";
    if (!this.entries.length) {
      this.add("conversation.opened", {});
      this.send({ type: "snapshot", conversation: this.id, view: this.view });
    }
    const earlier = this.entries.find(({ payload }) => payload["client_id"] === client_id);
    const { seq } = earlier ?? this.add("message.posted", { author: "visitor", text, client_id });
    this.send({ type: "ack", conversation: this.id, client_id, seq });
  }
}

export interface Setup {
  chat: Chat;
  server: FakeServer;
  clock: FakeClock;
  stores: Stores;
}

export function setUp(options: Partial<ChatOptions> = {}, seed = 1): Setup {
  const server = new FakeServer();
  const clock = new FakeClock(seed);
  const stores = options.stores ?? memoryStores();
  const chat = new Chat({
    key: "demo",
    stores,
    openSession: () => Promise.resolve(SESSION),
    page: () => ({ url: "https://shop.example/", title: "Shop" }),
    language: () => "en",
    onChange: () => undefined,
    clock,
    connect: () => server.accept(),
    network: null,
    ...options,
  });
  return { chat, server, clock, stores };
}

/** A chat with an open connection. */
export async function connected(options: Partial<ChatOptions> = {}): Promise<Setup> {
  const setup = setUp(options);
  await setup.chat.start();
  setup.chat.connect();
  setup.server.wire?.open();
  setup.server.work();
  return setup;
}
