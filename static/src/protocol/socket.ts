/**
 * A websocket that comes back: says hello first, watches the heartbeat, reconnects with back-off.
 *
 * It knows nothing about conversations. What must not be lost lives in an outbox (outbox.ts) and
 * is sent by the owner in `onOpen`; what was missed is resumed by number (track.ts).
 */

import type { Cancel, Clock } from "./clock";
import { systemClock } from "./clock";

/** The part of WebSocket that is used here; tests pass a fake. */
export interface Wire {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(data: string): void;
  close(): void;
}

/**
 * `idle`: not started or stopped; `connecting`: before the welcome; `open`: commands may be sent;
 * `waiting`: the next attempt is planned; `refused`: the server does not want this client.
 */
export type SocketStatus = "idle" | "connecting" | "open" | "waiting" | "refused";

export interface SocketOptions<Event extends { type: string }, Command> {
  url: string;
  /** First frame of every connection; asked anew each time. */
  hello: () => Command;
  /** Asks the server for a heartbeat. */
  beat: () => Command;
  /** Beat every interval (staff: keeps presence alive), or only after silence (visitors). */
  beatWhen: "always" | "silent";
  /** Seconds between heartbeats when the event is the welcome, else null. */
  heartbeatOf: (event: Event) => number | null;
  onEvent: (event: Event) => void;
  onStatus: (status: SocketStatus) => void;
  /** Close codes after which trying again is pointless. */
  isFinal?: (code: number) => boolean;
  connect?: (url: string) => Wire;
  clock?: Clock;
  /** Where `online` and `offline` are heard; null in tests. */
  network?: EventTarget | null;
}

const FIRST_DELAY_MS = 500;
const LAST_DELAY_MS = 30_000;
/** A connection that lasted this long was a good one: the back-off starts again. */
const GOOD_AFTER_MS = 5_000;
/** From dialling to the welcome. */
const WELCOME_MS = 10_000;
/** How long the server may take to answer when the browser says that it is offline. */
const DOUBT_MS = 4_000;
/** Silence of this many heartbeats means that the line is dead. */
const DEAD_AFTER_BEATS = 2.5;

/** Delay before attempt `n` (0 is the first retry): between 0.5 s and a doubling, capped limit. */
export function backoffMs(attempt: number, random: number): number {
  const limit = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt + 1));
  return FIRST_DELAY_MS + random * (limit - FIRST_DELAY_MS);
}

export class ResumingSocket<Event extends { type: string }, Command> {
  status: SocketStatus = "idle";
  readonly #options: SocketOptions<Event, Command>;
  readonly #clock: Clock;
  readonly #network: EventTarget | null;
  #wire: Wire | null = null;
  #timer: Cancel = () => undefined;
  #attempt = 0;
  #openedAt = 0;
  #heardAt = 0;
  #heartbeatMs = 0;

  constructor(options: SocketOptions<Event, Command>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#network = options.network === undefined ? window : options.network;
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.status !== "idle" && this.status !== "refused") return;
    this.#network?.addEventListener("online", this.#hurry);
    this.#network?.addEventListener("offline", this.#check);
    this.#dial();
  }

  stop(): void {
    this.#network?.removeEventListener("online", this.#hurry);
    this.#network?.removeEventListener("offline", this.#check);
    this.#hangUp();
    this.#turn("idle");
  }

  /** Sends when the connection is open; says whether it did. */
  send(command: Command): boolean {
    if (this.status !== "open" || !this.#wire) return false;
    this.#wire.send(JSON.stringify(command));
    return true;
  }

  /** The page became visible: timers may have slept, so look at the line now. */
  wake(): void {
    if (this.status === "open") this.#watch();
    else this.#hurry();
  }

  #dial(): void {
    this.#hangUp();
    this.#turn("connecting");
    const connect = this.#options.connect ?? ((url) => new WebSocket(url) as Wire);
    const wire = connect(this.#options.url);
    this.#wire = wire;
    wire.onopen = () => wire.send(JSON.stringify(this.#options.hello()));
    wire.onmessage = ({ data }) => this.#receive(String(data));
    wire.onclose = ({ code }) => this.#lost(code);
    this.#timer = this.#clock.after(WELCOME_MS, () => this.#lost(0));
  }

  #receive(data: string): void {
    this.#heardAt = this.#clock.now();
    const event = parsed<Event>(data);
    if (!event) return;
    const heartbeat_s = this.#options.heartbeatOf(event);
    // The owner sees the welcome before it hears that it may send.
    this.#options.onEvent(event);
    if (heartbeat_s !== null && this.#wire) this.#welcomed(heartbeat_s);
  }

  #welcomed(heartbeat_s: number): void {
    this.#openedAt = this.#clock.now();
    this.#heartbeatMs = heartbeat_s * 1000;
    this.#turn("open");
    this.#planBeat();
  }

  #planBeat(): void {
    this.#timer();
    this.#timer = this.#clock.after(this.#heartbeatMs, () => this.#watch());
  }

  #watch(): void {
    const silentMs = this.#clock.now() - this.#heardAt;
    if (silentMs >= DEAD_AFTER_BEATS * this.#heartbeatMs) {
      this.#lost(0);
      return;
    }
    const silent = silentMs >= this.#heartbeatMs;
    if (silent || this.#options.beatWhen === "always") this.send(this.#options.beat());
    // Once silent, look again exactly when the line would have to be given up.
    const untilDead = DEAD_AFTER_BEATS * this.#heartbeatMs - silentMs;
    this.#timer();
    const next = Math.min(this.#heartbeatMs, untilDead);
    this.#timer = this.#clock.after(next, () => this.#watch());
  }

  /** The line is gone: try again later, or never when the server said so. */
  #lost(code: number): void {
    const lastedMs = this.#clock.now() - this.#openedAt;
    if (this.status === "open" && lastedMs >= GOOD_AFTER_MS) this.#attempt = 0;
    this.#hangUp();
    if (this.#options.isFinal?.(code)) {
      this.#turn("refused");
      return;
    }
    const delay = backoffMs(this.#attempt++, this.#clock.random());
    this.#timer = this.#clock.after(delay, () => this.#dial());
    this.#turn("waiting");
  }

  #hangUp(): void {
    this.#timer();
    const wire = this.#wire;
    if (!wire) return;
    this.#wire = null;
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
  }

  #turn(status: SocketStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.#options.onStatus(status);
  }

  /** The network is back: do not wait for the timer. */
  readonly #hurry = (): void => {
    if (this.status === "waiting") this.#dial();
  };

  /** The network is said to be gone: ask the server rather than believe it, but briefly. */
  readonly #check = (): void => {
    if (!this.send(this.#options.beat())) return;
    const asked = this.#clock.now();
    this.#timer();
    this.#timer = this.#clock.after(DOUBT_MS, () => {
      if (this.#heardAt > asked) this.#planBeat();
      else this.#lost(0);
    });
  };
}

function parsed<Event extends { type: string }>(data: string): Event | null {
  try {
    const event = JSON.parse(data) as Event;
    return typeof event?.type === "string" ? event : null;
  } catch {
    return null;
  }
}
