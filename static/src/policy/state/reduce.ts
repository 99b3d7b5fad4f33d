/** The page's state, and the only way in which it changes. */

import type { Draft, Policy, Reading, Rule, Version } from "../types";
import { isSame } from "./compare";

export type Tab = "rules" | "backtest" | "versions";

export type Saving =
  | { kind: "saved" }
  | { kind: "waiting" }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "signed-out" }
  | { kind: "refused"; detail: string; rule: string | null }
  | { kind: "conflict"; theirs: Draft };

export interface PageState {
  policy: Policy;
  rules: Rule[];
  /** Earlier and undone states; the newest last. */
  past: Rule[][];
  future: Rule[][];
  /** Edits with the same mark, such as letters of one field, are undone together. */
  mark: string;
  readings: Record<string, Reading>;
  /** What the server holds, as far as this page knows. */
  kept: Rule[];
  revision: number;
  savedAt: string | null;
  savedBy: string;
  saving: Saving;
  tab: Tab;
  open: string | null;
  /** A sentence for the status line, and for the undo button beside it. */
  notice: { text: string; undo: boolean } | null;
}

export type PageEvent =
  | { type: "edit"; rules: Rule[]; mark?: string; notice?: string }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "read"; readings: Reading[] }
  | { type: "saving" }
  | { type: "saved"; draft: Draft; sent: Rule[] }
  | { type: "offline" }
  | { type: "signed-out" }
  | { type: "refused"; detail: string; rule: number | null; sent: Rule[] }
  | { type: "conflict"; theirs: Draft }
  | { type: "take-theirs" }
  | { type: "keep-mine" }
  | { type: "published"; version: Version; rules: Rule[] }
  | { type: "restored"; draft: Draft; number: number }
  | { type: "open"; key: string | null }
  | { type: "tab"; tab: Tab }
  | { type: "dismiss" };

const MOST_STEPS = 100;

export function initialPage(policy: Policy, tab: Tab = "rules"): PageState {
  const { draft } = policy;
  return {
    policy,
    rules: draft.rules,
    past: [],
    future: [],
    mark: "",
    readings: byKey(draft.readings),
    kept: draft.rules,
    revision: draft.revision,
    savedAt: draft.saved_at,
    savedBy: draft.author,
    saving: { kind: "saved" },
    tab,
    open: null,
    notice: null,
  };
}

function byKey(readings: Reading[]): Record<string, Reading> {
  return Object.fromEntries(readings.map((reading) => [reading.key, reading]));
}

/** Whether there is something that the server does not have. */
export function isUnsaved(state: PageState): boolean {
  return state.rules !== state.kept && !isSame(state.rules, state.kept);
}

export function reducePage(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case "edit":
      return edited(state, event.rules, event.mark ?? "", event.notice);
    case "undo":
    case "redo":
      return travelled(state, event.type);
    case "read":
      return { ...state, readings: { ...state.readings, ...byKey(event.readings) } };
    case "saving":
      return { ...state, saving: { kind: "saving" } };
    case "saved":
      return saved(state, event.draft, event.sent);
    case "offline":
    case "signed-out":
      return { ...state, saving: { kind: event.type } };
    case "refused": {
      const rule = event.rule === null ? null : (event.sent[event.rule]?.key ?? null);
      return { ...state, saving: { kind: "refused", detail: event.detail, rule } };
    }
    case "conflict":
      return { ...state, saving: { kind: "conflict", theirs: event.theirs } };
    case "take-theirs":
    case "keep-mine":
      return settled(state, event.type);
    case "published":
      return published(state, event.version, event.rules);
    case "restored":
      return restored(state, event.draft, event.number);
    case "open":
      return { ...state, open: event.key };
    case "tab":
      return { ...state, tab: event.tab };
    case "dismiss":
      return { ...state, notice: null };
  }
}

function edited(state: PageState, rules: Rule[], mark: string, notice?: string): PageState {
  if (isSame(rules, state.rules)) return state;
  const goesOn = mark !== "" && mark === state.mark;
  return {
    ...state,
    rules,
    mark,
    past: goesOn ? state.past : [...state.past, state.rules].slice(-MOST_STEPS),
    future: [],
    saving: state.saving.kind === "conflict" ? state.saving : { kind: "waiting" },
    notice: notice ? { text: notice, undo: true } : null,
  };
}

function travelled(state: PageState, way: "undo" | "redo"): PageState {
  const [from, to] = way === "undo" ? [state.past, state.future] : [state.future, state.past];
  const rules = from.at(-1);
  if (!rules) return state;
  const left = from.slice(0, -1);
  const grown = [...to, state.rules];
  const open = rules.some((rule) => rule.key === state.open) ? state.open : null;
  return {
    ...state,
    rules,
    open,
    mark: "",
    past: way === "undo" ? left : grown,
    future: way === "undo" ? grown : left,
    saving: state.saving.kind === "conflict" ? state.saving : { kind: "waiting" },
    notice: null,
  };
}

function saved(state: PageState, draft: Draft, sent: Rule[]): PageState {
  const next = { ...withDraft(state, draft), kept: sent };
  return isUnsaved(next) ? { ...next, saving: { kind: "waiting" } } : next;
}

function withDraft(state: PageState, draft: Draft): PageState {
  return {
    ...state,
    revision: draft.revision,
    savedAt: draft.saved_at,
    savedBy: draft.author,
    readings: { ...byKey(draft.readings), ...state.readings },
    saving: { kind: "saved" },
  };
}

/** After a conflict. Whatever is not kept lies one step back: undo brings it. */
function settled(state: PageState, way: "take-theirs" | "keep-mine"): PageState {
  if (state.saving.kind !== "conflict") return state;
  const { theirs } = state.saving;
  const next = { ...withDraft(state, theirs), kept: theirs.rules, mark: "", future: [] };
  const readings = { ...state.readings, ...byKey(theirs.readings) };
  if (way === "take-theirs") {
    const text = `You see ${theirs.author || "the other"}’s version now. Undo brings yours back.`;
    const past = [...state.past, state.rules];
    return { ...next, readings, rules: theirs.rules, past, notice: { text, undo: true } };
  }
  const text = `Your version is kept. Undo brings ${theirs.author || "the other"}’s back.`;
  const past = [...state.past, theirs.rules];
  return { ...next, readings, past, saving: { kind: "waiting" }, notice: { text, undo: true } };
}

function published(state: PageState, version: Version, rules: Rule[]): PageState {
  const readings = Object.values(state.readings);
  const policy = {
    ...state.policy,
    live: { ...version, rules, readings },
    versions: [version, ...state.policy.versions.filter((one) => one.number !== version.number)],
    differs: false,
  };
  return { ...state, policy, notice: null };
}

function restored(state: PageState, draft: Draft, number: number): PageState {
  const next = withDraft(state, draft);
  return {
    ...next,
    policy: { ...state.policy, draft },
    rules: draft.rules,
    kept: draft.rules,
    readings: { ...state.readings, ...byKey(draft.readings) },
    past: [...state.past, state.rules],
    future: [],
    mark: "",
    open: null,
    tab: "rules",
    notice: { text: `The draft is version ${number} again. Nothing is live yet.`, undo: true },
  };
}
