/** Fakes for tests of this folder and of those who use it: time that stands still, wires. */

import type { Clock } from "./clock";
import type { ConversationView, EntryView } from "./generated/frames";
import type { Wire } from "./socket";

/** A clock that only moves when told; `random` is a small seeded generator. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  #seed: number;
  #next = 0;
  readonly #timers = new Map<number, { at: number; then: () => void }>();

  constructor(seed = 1) {
    this.#seed = seed;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.#seed / 2_147_483_648;
  }

  after(ms: number, then: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), then });
    return () => this.#timers.delete(id);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end);
      if (!due.length) break;
      const [id, timer] = due.reduce((first, one) => (one[1].at < first[1].at ? one : first));
      this.#timers.delete(id);
      this.#now = timer.at;
      timer.then();
    }
    this.#now = end;
  }
}

/** One connection as the server's side sees it. */
export class FakeWire<Event, Command> implements Wire {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;
  readonly sent: Command[] = [];

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Command);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.onopen?.();
  }

  deliver(event: Event): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }

  drop(code = 1006): void {
    this.closed = true;
    this.onclose?.({ code });
  }
}

export function posted(seq: number, payload: Record<string, unknown> = {}): EntryView {
  return {
    seq,
    kind: "message.posted",
    at: `2026-03-02T09:00:${String(seq % 60).padStart(2, "0")}Z`,
    state: "assistant",
    payload: { author: "assistant", text: `text ${seq}`, ...payload },
  };
}

export function viewAt(seq: number, changes: Partial<ConversationView> = {}): ConversationView {
  return {
    id: "c-1",
    state: "assistant",
    seq,
    agent: null,
    outcome: "",
    items: [],
    more: false,
    ...changes,
  };
}
