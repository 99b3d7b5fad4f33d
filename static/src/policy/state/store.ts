/** Holds the state, tells listeners, and keeps the draft on the server in step. */

import { ConflictError, NoRightError, OfflineError, type PolicyApi, RefusedError } from "../api";
import { isUnsaved, type PageEvent, type PageState, reducePage } from "./reduce";

const SAVE_AFTER_MS = 700;
const READ_AFTER_MS = 150;
const RETRY_AFTER_MS = 4000;

export class PolicyStore {
  private state: PageState;
  private readonly api: PolicyApi;
  private readonly listeners = new Set<() => void>();
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private readTimer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;

  constructor(initial: PageState, api: PolicyApi) {
    this.state = initial;
    this.api = api;
  }

  readonly get = (): PageState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly dispatch = (event: PageEvent): void => {
    const before = this.state;
    this.state = reducePage(before, event);
    if (this.state === before) return;
    if (this.state.rules !== before.rules) this.readSoon();
    if (this.state.saving.kind === "waiting") this.saveSoon(SAVE_AFTER_MS);
    for (const listener of this.listeners) listener();
  };

  /** Everything is saved when this resolves to true; false when it cannot be. */
  async flush(): Promise<boolean> {
    clearTimeout(this.saveTimer);
    await this.save();
    if (this.state.saving.kind === "waiting") await this.save();
    return this.state.saving.kind === "saved" && !isUnsaved(this.state);
  }

  /** The page goes away: the last words are sent even so. */
  leave(): void {
    if (!this.mayBeSaved()) return;
    void this.api.save(this.state.rules, this.state.revision, true).catch(() => undefined);
  }

  /** Tries again at once: the line is back, or somebody has signed in again in another tab. */
  wake(): void {
    const { kind } = this.state.saving;
    if (kind === "offline" || kind === "signed-out") this.saveSoon(0);
  }

  private mayBeSaved(): boolean {
    return isUnsaved(this.state) && this.state.saving.kind !== "conflict";
  }

  private saveSoon(delay: number): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), delay);
  }

  private async save(): Promise<void> {
    while (this.running) await this.running;
    if (!this.mayBeSaved()) {
      if (this.state.saving.kind === "waiting") this.settle();
      return;
    }
    this.running = this.sendDraft();
    await this.running;
    this.running = null;
  }

  /** Undone back to what the server has: nothing to send. */
  private settle(): void {
    const { revision, savedAt, savedBy, kept } = this.state;
    const draft = { revision, saved_at: savedAt, author: savedBy, rules: kept };
    this.dispatch({ type: "saved", draft: { ...draft, readings: [], unreadable: "" }, sent: kept });
  }

  private async sendDraft(): Promise<void> {
    const sent = this.state.rules;
    this.dispatch({ type: "saving" });
    try {
      const draft = await this.api.save(sent, this.state.revision);
      this.dispatch({ type: "saved", draft, sent });
    } catch (error) {
      this.dispatch(eventOf(error, sent));
      if (error instanceof OfflineError) this.saveSoon(RETRY_AFTER_MS);
    }
  }

  private readSoon(): void {
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => void this.readNow(), READ_AFTER_MS);
  }

  private async readNow(): Promise<void> {
    const asked = this.state.rules;
    try {
      const readings = await this.api.read(asked);
      // An answer about older rules is dropped: the newer ones have asked again.
      if (asked === this.state.rules) this.dispatch({ type: "read", readings });
    } catch {
      // Saving meets the same trouble, and says so.
    }
  }
}

function eventOf(error: unknown, sent: PageState["rules"]): PageEvent {
  if (error instanceof ConflictError) return { type: "conflict", theirs: error.theirs };
  if (error instanceof NoRightError) return { type: "signed-out" };
  if (error instanceof RefusedError) {
    return { type: "refused", detail: error.message, rule: error.rule, sent };
  }
  return { type: "offline" };
}
