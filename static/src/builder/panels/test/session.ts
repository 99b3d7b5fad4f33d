/** A test of the draft: what happened so far, and what comes of the next thing. */

import { type FlowApi, RefusedError } from "../../api";
import type { BuilderStore } from "../../state/store";
import type { Graph, Tried, TriedStep, TryEvent, World } from "../../types";
import { troubleWords } from "../parts";
import { type Footstep, type Memory, recall, remember, type Walk, withoutCosts } from "./world";

export interface Turn {
  event: TryEvent;
  world: World;
  answer: Tried;
}

/** How a recorded walk went this time. */
export type Comparison =
  | { kind: "same"; steps: number }
  | { kind: "differs"; turn: number; before: TriedStep | null; after: TriedStep | null };

export interface SessionState {
  turns: Turn[];
  /** The draft when the test began. */
  graph: Graph | null;
  isBusy: boolean;
  /** What could not be asked; `again` when it may work the next time. */
  failed: { event: TryEvent; words: string; again: boolean } | null;
  comparison: Comparison | null;
  memory: Memory;
}

export function eventOf(kind: TryEvent["kind"], more: Partial<TryEvent> = {}): TryEvent {
  return { kind, text: "", values: {}, minutes: 0, ...more };
}

/** Outlives the panel: closing it to change the draft does not end the conversation. */
const sessions = new WeakMap<BuilderStore, TestSession>();

export function sessionOf(store: BuilderStore, api: FlowApi): TestSession {
  const known = sessions.get(store);
  if (known) return known;
  const session = new TestSession(store, api);
  sessions.set(store, session);
  return session;
}

export class TestSession {
  private state: SessionState;
  private readonly store: BuilderStore;
  private readonly api: FlowApi;
  private readonly listeners = new Set<() => void>();
  /** An answer to an earlier test is dropped. */
  private run = 0;

  constructor(store: BuilderStore, api: FlowApi) {
    this.store = store;
    this.api = api;
    const { id, rights } = store.get().page;
    this.state = {
      turns: [],
      graph: null,
      isBusy: false,
      failed: null,
      comparison: null,
      memory: rights.change ? recall(id) : withoutCosts(recall(id)),
    };
  }

  readonly get = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  setWorld(world: World): void {
    this.keep({ ...this.state.memory, world });
  }

  begin(): Promise<boolean> {
    this.clear();
    return this.send(eventOf("begin"));
  }

  /** Lets something happen; false when it could not be asked. */
  async send(event: TryEvent, world: World = this.state.memory.world): Promise<boolean> {
    const { run } = this;
    const { graph } = this.store.get();
    const state = this.state.turns.at(-1)?.answer.state ?? null;
    this.set({ isBusy: true, failed: null, graph: this.state.graph ?? graph });
    try {
      const answer = await this.api.tryOut(graph, state, event, world);
      if (run !== this.run) return false;
      this.set({ isBusy: false, turns: [...this.state.turns, { event, world, answer }] });
      this.light();
      return true;
    } catch (error) {
      if (run !== this.run) return false;
      const words = troubleWords(error, "Nothing happened.");
      const again = !(error instanceof RefusedError);
      this.set({ isBusy: false, failed: { event, words, again } });
      return false;
    }
  }

  /** Lets the same things happen to the draft as it is now, up to the first step that differs. */
  async walk(recorded: readonly Footstep[]): Promise<void> {
    this.clear();
    const { run } = this;
    let steps = 0;
    for (const [turn, { event, world, steps: before }] of recorded.entries()) {
      if (!(await this.send(event, world)) || run !== this.run) return;
      const after = this.state.turns.at(-1)?.answer.steps ?? [];
      const difference = firstDifference(before, after);
      if (difference) return this.set({ comparison: { kind: "differs", turn, ...difference } });
      steps += after.length;
    }
    this.set({ comparison: { kind: "same", steps } });
  }

  /** What happened so far, to be walked again. */
  footsteps(): Footstep[] {
    return this.state.turns.map(({ event, world, answer }) => ({
      event,
      world,
      steps: answer.steps,
    }));
  }

  keepWalk(name: string): void {
    const walk: Walk = { name, turns: this.footsteps() };
    const others = this.state.memory.walks.filter((one) => one.name !== name);
    this.keep({ ...this.state.memory, walks: [walk, ...others] });
  }

  dropWalk(name: string): void {
    const walks = this.state.memory.walks.filter((one) => one.name !== name);
    this.keep({ ...this.state.memory, walks });
  }

  /** Lights where the conversation stands, and the way that it took. */
  light(): void {
    const steps = this.state.turns.flatMap((turn) => turn.answer.steps);
    const answer = this.state.turns.at(-1)?.answer;
    const here = answer?.waiting_node || steps.at(-1)?.target || steps.at(-1)?.node;
    const walked = steps
      .filter((step) => step.port)
      .map(({ node, port }) => ({ source: node, port }));
    this.store.setActive(here ? [here] : [], walked);
  }

  private clear(): void {
    this.run += 1;
    this.set({ turns: [], graph: null, isBusy: false, failed: null, comparison: null });
    this.store.setActive([], []);
  }

  private keep(memory: Memory): void {
    remember(this.store.get().page.id, memory);
    this.set({ memory });
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** The first step that is not the same; null where one of the ways is shorter. */
export function firstDifference(
  before: readonly TriedStep[],
  after: readonly TriedStep[],
): { before: TriedStep | null; after: TriedStep | null } | null {
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    const [old, now] = [before[index] ?? null, after[index] ?? null];
    const isSame =
      old?.node === now?.node && old?.port === now?.port && old?.target === now?.target;
    if (!isSame) return { before: old, after: now };
  }
  return null;
}
