/** The visitor's side of one conversation: bootstrap, socket, view, outbox, in one state. */

import {
  acknowledged,
  added,
  CatchUp,
  due,
  emptyTrack,
  heardOf,
  markedSent,
  newClientId,
  reconnected,
  reduce,
  refused,
  replaced,
  ResumingSocket,
  retried,
  systemClock,
  trackOf,
  without,
  withoutFleeting,
  type Cancel,
  type Clock,
  type ErrorFrame,
  type Outbox,
  type RequestHuman,
  type Say,
  type SocketStatus,
  type Track,
  type VisitorCommand,
  type VisitorEvent,
  type Welcome,
  type Wire,
} from "../protocol";
import type { SiteLooks } from "./api";
import { Bootstrap, type BootstrapOptions } from "./bootstrap";
import { readJson } from "./storage";

/** `reconnecting`: at least one attempt failed; `refused`: this page may not show the chat. */
export type Link = "idle" | "connecting" | "online" | "reconnecting" | "refused";

export interface FormProgress {
  sending: boolean;
  error: string;
}

export interface ChatState {
  link: Link;
  site: SiteLooks | null;
  track: Track | null;
  outbox: Outbox<Say | RequestHuman>;
  /** Forms under way, by `form_id`. */
  forms: Readonly<Record<string, FormProgress>>;
  /** What the visitor has seen: the newest number at that time. */
  readSeq: number;
  /** The newest refusal. */
  refused: ErrorFrame | null;
}

export interface ChatOptions extends Omit<BootstrapOptions, "onTrouble" | "clock"> {
  onChange: (state: ChatState) => void;
  clock?: Clock;
  connect?: (url: string) => Wire;
  network?: EventTarget | null;
}

type FormCommand = Extract<VisitorCommand, { type: "submit_form" | "skip_form" }>;

const FORBIDDEN = 4403;
/** Typing without a word that it goes on is believed for this long. */
const TYPING_MS = 10_000;
/** The assistant says so once, and may look long. */
const LOOKING_MS = 60_000;

export class Chat {
  state: ChatState;
  readonly #options: ChatOptions;
  readonly #clock: Clock;
  readonly #bootstrap: Bootstrap;
  readonly #catchUp = new CatchUp();
  readonly #formCommands = new Map<string, FormCommand>();
  #socket: ResumingSocket<VisitorEvent, VisitorCommand> | null = null;
  #renewed = false;
  #typingEnds: Cancel = () => undefined;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#bootstrap = new Bootstrap({
      ...options,
      clock: this.#clock,
      onTrouble: () => this.state.link !== "idle" && this.#set({ link: "reconnecting" }),
    });
    this.state = {
      link: "idle",
      site: null,
      track: null,
      outbox: reconnected(readJson<Outbox<Say | RequestHuman>>(options.stores.tab, "outbox") ?? []),
      forms: {},
      readSeq: 0,
      refused: null,
    };
  }

  /** The site's looks are known; a conversation that is going on is connected. */
  async start(): Promise<void> {
    await this.#begin();
    if (this.#bootstrap.session?.open || this.state.outbox.length) this.connect();
  }

  async #begin(): Promise<void> {
    const session = await this.#bootstrap.begin();
    this.#set(session ? { site: session.site } : { link: "refused" });
  }

  /** The socket is open or on its way. */
  connect(): void {
    if (this.#socket || this.state.link === "refused") return;
    const session = this.#bootstrap.session;
    if (!session) {
      if (this.state.link === "idle") this.#set({ link: "connecting" });
      void this.#begin().then(() => this.connect());
      return;
    }
    this.#socket = new ResumingSocket<VisitorEvent, VisitorCommand>({
      url: session.ws_url,
      hello: () => this.#hello(),
      beat: () => ({ type: "ping" }),
      beatWhen: "silent",
      heartbeatOf: (event) => (event.type === "welcome" ? event.heartbeat_s : null),
      onEvent: (event) => this.#receive(event),
      onStatus: (status) => this.#linked(status),
      isFinal: (code) => code === FORBIDDEN,
      connect: this.#options.connect,
      network: this.#options.network,
      clock: this.#clock,
    });
    this.#socket.start();
  }

  say(text: string): void {
    this.#post({ type: "say", client_id: newClientId(), text });
  }

  requestHuman(): void {
    if (this.state.outbox.some(({ command }) => command.type === "request_human")) return;
    this.#post({ type: "request_human", client_id: newClientId() });
  }

  retry(client_id: string): void {
    this.#setOutbox(retried(this.state.outbox, client_id));
    this.connect();
    this.#flush();
  }

  settleForm(command: FormCommand): void {
    this.#formCommands.set(command.form_id, command);
    this.#setForm(command.form_id, { sending: true, error: "" });
    this.do(command);
  }

  typing(on: boolean): void {
    if (this.state.track) this.do({ type: "typing", on });
  }

  /** Older items than those shown are asked for. */
  older(): boolean {
    const first = this.state.track?.view.items[0]?.seq;
    return first !== undefined && this.do({ type: "history", before: first });
  }

  /** Everything shown has been seen. */
  markRead(): void {
    const view = this.state.track?.view;
    if (!view || view.seq <= this.state.readSeq) return;
    this.#options.stores.lasting.set("read", JSON.stringify({ id: view.id, seq: view.seq }));
    this.#set({ readSeq: view.seq });
  }

  wake(): void {
    this.#socket?.wake();
  }

  /** The token is not taken (any more): once, ask for a new one. */
  async #renew(): Promise<void> {
    this.#socket?.stop();
    this.#socket = null;
    this.#bootstrap.forget();
    this.#set({ link: this.#renewed ? "refused" : "connecting", track: null });
    if (this.#renewed) return;
    this.#renewed = true;
    await this.#begin();
    this.connect();
  }

  // Socket

  #hello(): VisitorCommand {
    return {
      type: "hello",
      token: this.#bootstrap.token,
      after: this.state.track?.view.seq ?? 0,
      language: this.#options.language().slice(0, 12),
      ...this.#options.page(),
    };
  }

  #linked(status: SocketStatus): void {
    if (status === "open") {
      this.#renewed = false;
      this.#set({ link: "online" });
      this.#setOutbox(reconnected(this.state.outbox));
      this.#flush();
      for (const command of this.#formCommands.values()) this.do(command);
    } else if (status === "waiting") {
      this.#forgetFleeting();
      this.#set({ link: "reconnecting" });
    } else if (status === "connecting" && this.state.link === "idle") {
      this.#set({ link: "connecting" });
    } else if (status === "refused") {
      void this.#renew();
    }
  }

  #receive(event: VisitorEvent): void {
    switch (event.type) {
      case "welcome":
        this.#welcomed(event);
        break;
      case "ack":
        // Its entry comes on another way and may be later: no reason to ask for it yet.
        this.#setOutbox(acknowledged(this.state.outbox, event.client_id));
        break;
      case "heartbeat":
        this.#heard(event.seq);
        this.#flush();
        break;
      case "error":
        this.#refusedBy(event);
        break;
      case "snapshot":
        this.#follow(replaced(this.state.track ?? emptyTrack(event.conversation), event.view));
        break;
      default:
        if (this.state.track) this.#follow(reduce(this.state.track, event));
        if (event.type === "typing") {
          this.#expectTypingToEnd(event.author === "assistant" ? LOOKING_MS : TYPING_MS);
        }
    }
  }

  #welcomed({ conversation, view, seq }: Welcome): void {
    const track = this.state.track && withoutFleeting(this.state.track);
    if (conversation === null) {
      this.#set({ track: null });
    } else if (view) {
      this.#follow(track ? replaced(track, view) : trackOf(view));
      // Stored, but so long ago that it is not among the newest: nothing is owed any more.
      const stored = this.state.outbox.filter(({ state }) => state === "sent");
      this.#setOutbox(
        without(this.state.outbox, new Set(stored.map(({ client_id }) => client_id))),
      );
    } else {
      const known = track?.view.id === conversation ? track : emptyTrack(conversation);
      // The server sends the missing entries unasked, unless they are of another conversation.
      if (known === track) this.#catchUp.expect(known, this.#clock.now());
      this.#follow(heardOf(known, seq));
    }
  }

  #heard(seq: number): void {
    if (this.state.track) this.#follow(heardOf(this.state.track, seq));
  }

  /** The view is shown, what came back is no longer pending, and gaps are asked for. */
  #follow(track: Track): void {
    if (track !== this.state.track) {
      const isOther = track.view.id !== this.state.track?.view.id;
      this.#set(isOther ? { track, readSeq: this.#readSeqOf(track.view.id) } : { track });
      this.#settle(track);
      this.#bootstrap.keep(track.view.state !== "closed");
    }
    const after = this.#catchUp.ask(track, this.#clock.now());
    if (after !== null) this.do({ type: "resume", after });
  }

  #settle({ view }: Track): void {
    const arrived = new Set<string>();
    const forms = { ...this.state.forms };
    for (const item of view.items) {
      if (item.type === "message" && item.client_id) arrived.add(item.client_id);
      if (item.type === "form" && item.status !== "open" && item.form_id in forms) {
        delete forms[item.form_id];
        this.#formCommands.delete(item.form_id);
      }
    }
    this.#setOutbox(without(this.state.outbox, arrived));
    this.#set({ forms });
  }

  #refusedBy(event: ErrorFrame): void {
    const { code, message, client_id, retry_after_s } = event;
    if (code === "bad_token") return; // the server closes the socket as forbidden
    this.#set({ refused: event });
    if (client_id !== null) {
      const now = this.#clock.now();
      // Our own words say it better when nothing is known but that it failed.
      const reason = code === "failed" ? "" : message;
      this.#setOutbox(refused(this.state.outbox, client_id, reason, retry_after_s, now));
      if (retry_after_s !== null) this.#clock.after(retry_after_s * 1000, () => this.#flush());
      return;
    }
    // Form commands are carried out in order, so the error is about the oldest one under way.
    const form_id = [...this.#formCommands.keys()][0];
    if (form_id === undefined) return;
    this.#formCommands.delete(form_id);
    this.#setForm(form_id, { sending: false, error: message });
  }

  // Sending

  /** The command is on its way; false without a connection. */
  do(command: VisitorCommand): boolean {
    return this.#socket?.send(command) ?? false;
  }

  #post(command: Say | RequestHuman): void {
    this.#setOutbox(added(this.state.outbox, command.client_id, command, this.#clock.now()));
    this.connect();
    this.#flush();
  }

  #flush(): void {
    if (this.#socket?.status !== "open") return;
    const now = this.#clock.now();
    for (const { command } of due(this.state.outbox, now)) this.do(command);
    this.#setOutbox(markedSent(this.state.outbox, now));
  }

  // State

  #forgetFleeting(): void {
    if (this.state.track) this.#set({ track: withoutFleeting(this.state.track) });
  }

  #expectTypingToEnd(ms: number): void {
    this.#typingEnds();
    this.#typingEnds = this.#clock.after(ms, () => {
      if (this.state.track) this.#set({ track: { ...this.state.track, typing: null } });
    });
  }

  #readSeqOf(id: string): number {
    const read = readJson<{ id: string; seq: number }>(this.#options.stores.lasting, "read");
    return read?.id === id ? read.seq : 0;
  }

  #setForm(form_id: string, progress: FormProgress): void {
    this.#set({ forms: { ...this.state.forms, [form_id]: progress } });
  }

  #setOutbox(outbox: Outbox<Say | RequestHuman>): void {
    if (outbox === this.state.outbox) return;
    this.#options.stores.tab.set("outbox", outbox.length ? JSON.stringify(outbox) : null);
    this.#set({ outbox });
  }

  #set(changes: Partial<ChatState>): void {
    this.state = { ...this.state, ...changes };
    this.#options.onChange(this.state);
  }
}
