/** Gets the session that everything begins with, keeps it for a while, and tries until it is there. */

import { backoffMs, type Clock } from "../protocol";
import { RefusedError, type SessionRequest, type WidgetSession } from "./api";
import { readJson, type Stores } from "./storage";

export interface BootstrapOptions {
  key: string;
  stores: Stores;
  openSession: (body: SessionRequest) => Promise<WidgetSession>;
  page: () => { url: string; title: string };
  language: () => string;
  /** An attempt failed; more follow. */
  onTrouble: () => void;
  clock: Clock;
}

/** The site's looks are asked for anew after this long; until then pages load without asking. */
const FRESH_MS = 10 * 60_000;

export class Bootstrap {
  /** The session once it is known. */
  session: WidgetSession | null = null;
  readonly #options: BootstrapOptions;
  /** When it was asked for. */
  #at = 0;
  #running: Promise<WidgetSession | null> | null = null;

  constructor(options: BootstrapOptions) {
    this.#options = options;
  }

  get token(): string {
    return this.#options.stores.lasting.get("") ?? "";
  }

  /** The session; null when this page may not show the chat. One request at a time. */
  begin(): Promise<WidgetSession | null> {
    this.session ??= this.#kept();
    if (this.session) return Promise.resolve(this.session);
    this.#running ??= this.#fetch().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Remembers for the next page of this tab whether a conversation is going on. */
  keep(open: boolean): void {
    if (!this.session) return;
    this.session = { ...this.session, open };
    const kept = { at: this.#at, session: this.session };
    this.#options.stores.tab.set("session", JSON.stringify(kept));
  }

  /** The token is not taken any more: the next session begins without one. */
  forget(): void {
    this.session = null;
    this.#options.stores.lasting.set("", null);
    this.#options.stores.tab.set("session", null);
  }

  #kept(): WidgetSession | null {
    const { stores, clock } = this.#options;
    const kept = readJson<{ at: number; session: WidgetSession }>(stores.tab, "session");
    const isFresh = kept && this.token && clock.now() - kept.at < FRESH_MS;
    if (!isFresh) return null;
    this.#at = kept.at;
    return { ...kept.session, token: this.token };
  }

  async #fetch(): Promise<WidgetSession | null> {
    const { key, stores, openSession, page, language, onTrouble, clock } = this.#options;
    for (let attempt = 0; ; attempt++) {
      try {
        const body = { site: key, token: this.token, language: language(), ...page() };
        this.session = await openSession(body);
        this.#at = clock.now();
        stores.lasting.set("", this.session.token);
        this.keep(this.session.open);
        return this.session;
      } catch (error) {
        if (error instanceof RefusedError) return null;
        onTrouble();
        const delay = backoffMs(attempt, clock.random());
        await new Promise<void>((go) => clock.after(delay, go));
      }
    }
  }
}
