/** The world that a test happens in, remembered in this browser for each flow. */

import type { TriedStep, TryEvent, World } from "../../types";

export const USUAL: World = {
  now: null,
  open: null,
  agents_online: 1,
  free: 1,
  waiting: 0,
  expected_wait_s: null,
  page: "",
  language: "en",
  visitor: {},
  confidence: null,
  ai: "real",
  answer: "",
  ai_works: true,
  webhook: "ok",
};

/** One thing that happened in a recorded walk, in which world, and the way that it took. */
export interface Footstep {
  event: TryEvent;
  world: World;
  steps: TriedStep[];
}

export interface Walk {
  name: string;
  turns: Footstep[];
}

export interface Memory {
  world: World;
  walks: Walk[];
}

const MOST_WALKS = 12;
const keyOf = (flow: number): string => `baton.flow-test.${flow}`;

/** For those who may only look: real answers can cost something. */
export function withoutCosts({ world, walks }: Memory): Memory {
  return { world: { ...world, ai: "recorded" }, walks };
}

/** What was kept; what an older page wrote and this one does not understand is left out. */
export function recall(flow: number, storage: Storage = localStorage): Memory {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(flow)) ?? "{}") as Partial<Memory>;
    const walks = Array.isArray(kept.walks) ? kept.walks.filter(isWalk) : [];
    return { world: { ...USUAL, ...kept.world }, walks };
  } catch {
    // Storage is switched off, or holds something else: a test works without.
    return { world: USUAL, walks: [] };
  }
}

function isWalk(walk: Partial<Walk>): walk is Walk {
  return typeof walk.name === "string" && Array.isArray(walk.turns);
}

export function remember(flow: number, memory: Memory, storage: Storage = localStorage): void {
  const walks = memory.walks.slice(0, MOST_WALKS);
  try {
    storage.setItem(keyOf(flow), JSON.stringify({ ...memory, walks }));
  } catch {
    // Storage is full or switched off: the settings hold until the page is left.
  }
}

/** What to write for `datetime-local`, in the reader's zone. */
export function localClock(iso: string | null): string {
  if (!iso) return "";
  const at = new Date(iso);
  const pad = (value: number): string => String(value).padStart(2, "0");
  const day = [at.getFullYear(), pad(at.getMonth() + 1), pad(at.getDate())].join("-");
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

export function fromLocalClock(value: string): string | null {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
