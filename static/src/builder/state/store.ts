/** Holds the state, tells listeners, and keeps the draft on the server in step. */

import { ConflictError, type FlowApi, NoRightError, RefusedError } from "../api";
import type {
  DialogName,
  Draft,
  FlowEdge,
  Graph,
  PanelName,
  Problem,
  Traffic,
  Version,
} from "../types";
import { edgeId } from "./graph";
import {
  type BuilderEvent,
  type BuilderState,
  isUnsaved,
  mayChange,
  reduceBuilder,
  type Selection,
} from "./reduce";

const SAVE_AFTER_MS = 600;
const CHECK_AFTER_MS = 300;
const RETRY_FIRST_MS = 2000;
const RETRY_MOST_MS = 30_000;
/** Browsers send at most 64 KiB on behalf of a page that is gone; characters may take more bytes. */
const KEEPALIVE_MOST = 30_000;

export class BuilderStore {
  private state: BuilderState;
  private readonly api: FlowApi;
  private readonly listeners = new Set<() => void>();
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private checkTimer: ReturnType<typeof setTimeout> | undefined;
  private retryAfter_ms = RETRY_FIRST_MS;
  private running: Promise<void> | null = null;

  constructor(initial: BuilderState, api: FlowApi) {
    this.state = initial;
    this.api = api;
  }

  readonly get = (): BuilderState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly dispatch = (event: BuilderEvent): void => {
    const before = this.state;
    this.state = reduceBuilder(before, event);
    if (this.state === before) return;
    if (this.state.graph !== before.graph) this.checkSoon();
    if (this.state.saving.kind === "waiting" && before.saving !== this.state.saving) {
      this.saveSoon(SAVE_AFTER_MS);
    }
    for (const listener of this.listeners) listener();
  };

  /** One undoable step; edits with the same `mark` in a row are one. `notice` comes with an undo. */
  edit(
    graph: Graph,
    how: { mark?: string; notice?: string; selection?: Selection; say?: string } = {},
  ): void {
    this.dispatch({ type: "edit", graph, ...how });
  }

  /** More of the step that was just made. */
  amend(graph: Graph): void {
    this.dispatch({ type: "amend", graph });
  }

  /** Tells screen readers. */
  say(text: string): void {
    this.dispatch({ type: "say", text });
  }

  /** Another graph altogether, as one undoable step; `why` is the sentence that is shown. */
  replaceGraph(graph: Graph, why: string): void {
    this.dispatch({ type: "replace", graph, why });
  }

  /** Selects a node and brings it into view. */
  jump(node: string): void {
    this.dispatch({ type: "jump", node });
  }

  select(selection: Partial<Selection>): void {
    this.dispatch({ type: "select", selection: { nodes: [], notes: [], edges: [], ...selection } });
  }

  openPanel(panel: PanelName | null): void {
    this.dispatch({ type: "panel", panel });
  }

  /** Shows the settings of what is selected. */
  openSettings(): void {
    this.dispatch({ type: "panel", panel: null });
    this.dispatch({ type: "sheet", isOpen: true });
  }

  openDialog(dialog: DialogName | null): void {
    this.dispatch({ type: "dialog", dialog });
  }

  /** Counts that are drawn on the edges; null takes them away. */
  setTraffic(traffic: Traffic | null): void {
    this.dispatch({ type: "traffic", traffic });
  }

  /** Lights nodes and the edges that were walked, for the test drawer. */
  setActive(nodes: readonly string[], visited: readonly Pick<FlowEdge, "source" | "port">[]): void {
    this.dispatch({ type: "active", nodes, edges: visited.map(edgeId) });
  }

  setProblems(problems: Problem[]): void {
    this.dispatch({ type: "checked", graph: this.state.graph, problems });
  }

  /** After a publication: this graph is live as this version. */
  published(version: Version, graph: Graph): void {
    this.dispatch({ type: "published", version, graph });
  }

  /** After a restoration: the server's draft is this one. */
  restored(draft: Draft, number: number): void {
    this.dispatch({ type: "restored", draft, number });
  }

  /** Shows the conflict notice: somebody else saved meanwhile. Asks for their draft if need be. */
  async conflicted(theirs: Draft | null): Promise<void> {
    this.dispatch({ type: "conflict", theirs: theirs ?? (await this.api.page()).draft });
  }

  /** Everything is saved when this resolves to true; false when it cannot be. */
  async flush(): Promise<boolean> {
    clearTimeout(this.saveTimer);
    await this.save();
    if (this.state.saving.kind === "waiting") await this.save();
    return this.state.saving.kind === "saved" && !isUnsaved(this.state);
  }

  /** Whether the last changes reach the server even when the page goes away now. */
  mayLeave(): boolean {
    if (!isUnsaved(this.state)) return true;
    const isCalm = this.state.saving.kind === "waiting" && this.running === null;
    return isCalm && JSON.stringify(this.state.graph).length < KEEPALIVE_MOST;
  }

  /** The page goes away: the last changes are sent even so. */
  leave(): void {
    if (!this.mayBeSaved()) return;
    void this.api.save(this.state.graph, this.state.revision, true).catch(() => undefined);
  }

  /** Tries again at once: the line is back, or somebody has signed in again in another tab. */
  wake(): void {
    const { kind } = this.state.saving;
    if (kind === "offline" || kind === "signed-out") this.saveSoon(0);
  }

  private mayBeSaved(): boolean {
    const { saving } = this.state;
    return mayChange(this.state) && saving.kind !== "conflict" && isUnsaved(this.state);
  }

  private saveSoon(delay_ms: number): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.save(), delay_ms);
  }

  private async save(): Promise<void> {
    while (this.running) await this.running;
    if (!this.mayBeSaved()) {
      // Undone back to what the server has: nothing to send.
      if (this.state.saving.kind === "waiting") this.dispatch({ type: "settled" });
      return;
    }
    this.running = this.sendDraft();
    await this.running;
    this.running = null;
  }

  private async sendDraft(): Promise<void> {
    const sent = this.state.graph;
    this.dispatch({ type: "saving" });
    try {
      const saved = await this.api.save(sent, this.state.revision);
      this.retryAfter_ms = RETRY_FIRST_MS;
      this.dispatch({ type: "saved", saved, sent });
    } catch (error) {
      await this.failed(error);
    }
  }

  private async failed(error: unknown): Promise<void> {
    try {
      if (error instanceof ConflictError) return await this.conflicted(error.theirs);
    } catch (again) {
      error = again;
    }
    if (error instanceof NoRightError) return this.dispatch({ type: "signed-out" });
    if (error instanceof RefusedError) {
      return this.dispatch({ type: "refused", detail: error.message });
    }
    this.dispatch({ type: "offline" });
    this.saveSoon(this.retryAfter_ms);
    this.retryAfter_ms = Math.min(this.retryAfter_ms * 2, RETRY_MOST_MS);
  }

  private checkSoon(): void {
    clearTimeout(this.checkTimer);
    this.checkTimer = setTimeout(() => void this.checkNow(), CHECK_AFTER_MS);
  }

  private async checkNow(): Promise<void> {
    const asked = this.state.graph;
    try {
      // An answer about an older graph is dropped: the newer one has asked again.
      this.dispatch({ type: "checked", graph: asked, problems: await this.api.check(asked) });
    } catch {
      // Saving meets the same trouble, and says so.
    }
  }
}
