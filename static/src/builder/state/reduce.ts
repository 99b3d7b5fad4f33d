/** The page's state, and the only way in which it changes. */

import type {
  DialogName,
  Draft,
  FlowPage,
  Graph,
  NodeKind,
  PanelName,
  Problem,
  Saved,
  Traffic,
  Version,
} from "../types";
import { isSame } from "./compare";
import { edgeId, normalised } from "./graph";

export type Saving =
  | { kind: "saved" }
  | { kind: "waiting" }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "signed-out" }
  | { kind: "refused"; detail: string }
  | { kind: "conflict"; theirs: Draft };

/** Ids of nodes, of canvas notes, and of edges (`source:port`). */
export interface Selection {
  nodes: string[];
  notes: string[];
  edges: string[];
}

export type View = "canvas" | "list";

export interface BuilderState {
  page: FlowPage;
  kinds: ReadonlyMap<string, NodeKind>;
  graph: Graph;
  /** Earlier and undone states; the newest last. */
  past: Graph[];
  future: Graph[];
  /** Edits with the same mark, such as letters of one field, are undone together. */
  mark: string;
  /** What the server holds, as far as this page knows. */
  kept: Graph;
  revision: number;
  savedAt: string | null;
  savedBy: string;
  saving: Saving;
  problems: Problem[];
  selection: Selection;
  /** What the canvas shall bring into view, null for all; each `tick` is one request. Gently: only if out of sight. */
  focus: { node: string | null; tick: number; isGentle: boolean };
  panel: PanelName | null;
  dialog: DialogName | null;
  view: View;
  traffic: Traffic | null;
  /** Nodes that are lit, and edges (`source:port`) that were walked, in a test. */
  active: { nodes: readonly string[]; edges: readonly string[] };
  notice: { text: string; undo: boolean } | null;
  /** Told to screen readers, shown to nobody. */
  spoken: string;
  /** What is to be deleted once confirmed. */
  asking: readonly string[] | null;
  /** Whether the dock lies over the page, where that is too narrow for both. */
  isSheetOpen: boolean;
}

export type BuilderEvent =
  | {
      type: "edit";
      graph: Graph;
      mark?: string;
      notice?: string;
      selection?: Selection;
      say?: string;
    }
  | { type: "amend"; graph: Graph }
  | { type: "replace"; graph: Graph; why: string }
  | { type: "end-step" }
  | { type: "undo" }
  | { type: "redo" }
  | { type: "saving" }
  | { type: "saved"; saved: Saved; sent: Graph }
  | { type: "settled" }
  | { type: "offline" }
  | { type: "signed-out" }
  | { type: "refused"; detail: string }
  | { type: "conflict"; theirs: Draft }
  | { type: "keep-mine" }
  | { type: "take-theirs" }
  | { type: "checked"; graph: Graph; problems: Problem[] }
  | { type: "published"; version: Version; graph: Graph }
  | { type: "restored"; draft: Draft; number: number }
  | { type: "select"; selection: Selection }
  | { type: "jump"; node: string | null }
  | { type: "reveal"; node: string }
  | { type: "panel"; panel: PanelName | null }
  | { type: "dialog"; dialog: DialogName | null }
  | { type: "view"; view: View }
  | { type: "traffic"; traffic: Traffic | null }
  | { type: "active"; nodes: readonly string[]; edges: readonly string[] }
  | { type: "notice"; text: string }
  | { type: "say"; text: string }
  | { type: "ask"; ids: readonly string[] | null }
  | { type: "sheet"; isOpen: boolean }
  | { type: "dismiss" };

const MOST_STEPS = 100;
export const NOTHING: Selection = { nodes: [], notes: [], edges: [] };

export function initialState(page: FlowPage, view: View = "canvas"): BuilderState {
  const kinds = new Map(page.kinds.map((kind) => [kind.kind, kind]));
  const graph = normalised(page.draft.graph);
  return {
    page,
    kinds,
    graph,
    past: [],
    future: [],
    mark: "",
    kept: graph,
    revision: page.draft.revision,
    savedAt: page.draft.saved_at,
    savedBy: page.draft.author,
    saving: { kind: "saved" },
    problems: page.problems,
    selection: NOTHING,
    focus: { node: null, tick: 0, isGentle: false },
    panel: null,
    dialog: null,
    view,
    traffic: null,
    active: { nodes: [], edges: [] },
    notice: null,
    spoken: "",
    asking: null,
    isSheetOpen: false,
  };
}

/** Whether there is something that the server does not have. */
export function isUnsaved(state: BuilderState): boolean {
  return state.graph !== state.kept && !isSame(state.graph, state.kept);
}

/** Whether this person may change the flow. */
export function mayChange(state: BuilderState): boolean {
  return state.page.rights.change;
}

export function reduceBuilder(state: BuilderState, event: BuilderEvent): BuilderState {
  switch (event.type) {
    case "edit":
      return edited(state, event);
    case "amend":
      return { ...state, graph: event.graph, saving: unsaved(state) };
    case "replace":
      return replaced(state, event.graph, event.why);
    case "end-step":
      return state.mark ? { ...state, mark: "" } : state;
    case "undo":
    case "redo":
      return travelled(state, event.type);
    case "saving":
      return { ...state, saving: { kind: "saving" } };
    case "saved":
      return saved(state, event.saved, event.sent);
    case "settled":
      return { ...state, saving: { kind: "saved" } };
    case "offline":
    case "signed-out":
      return { ...state, saving: { kind: event.type } };
    case "refused":
      return { ...state, saving: { kind: "refused", detail: event.detail } };
    case "conflict":
      return { ...state, saving: { kind: "conflict", theirs: event.theirs } };
    case "keep-mine":
    case "take-theirs":
      return resolved(state, event.type);
    case "checked":
      return event.graph === state.graph ? { ...state, problems: event.problems } : state;
    case "published":
      return published(state, event.version, event.graph);
    case "restored":
      return restored(state, event.draft, event.number);
    case "select":
      return isSame(event.selection, state.selection)
        ? state
        : { ...state, selection: event.selection, mark: "" };
    case "jump":
      return jumped(state, event.node);
    case "reveal": {
      const tick = state.focus.tick + 1;
      return { ...state, focus: { node: event.node, tick, isGentle: true } };
    }
    case "panel":
      return { ...state, panel: event.panel };
    case "dialog":
      return { ...state, dialog: event.dialog };
    case "view":
      return { ...state, view: event.view };
    case "traffic":
      return { ...state, traffic: event.traffic };
    case "active":
      return { ...state, active: { nodes: event.nodes, edges: event.edges } };
    case "notice":
      return { ...state, notice: { text: event.text, undo: false } };
    case "say":
      return { ...state, spoken: event.text };
    case "ask":
      return { ...state, asking: event.ids };
    case "sheet":
      return { ...state, isSheetOpen: event.isOpen };
    case "dismiss":
      return state.notice ? { ...state, notice: null } : state;
  }
}

function edited(
  state: BuilderState,
  { graph, mark = "", notice, selection, say }: Extract<BuilderEvent, { type: "edit" }>,
): BuilderState {
  if (!mayChange(state)) return state;
  if (isSame(graph, state.graph)) return selection ? { ...state, selection } : state;
  const goesOn = mark !== "" && mark === state.mark;
  return {
    ...state,
    graph,
    mark,
    past: goesOn ? state.past : [...state.past, state.graph].slice(-MOST_STEPS),
    future: [],
    saving: unsaved(state),
    selection: present(selection ?? state.selection, graph),
    notice: notice ? { text: notice, undo: true } : null,
    spoken: say ?? state.spoken,
  };
}

function unsaved({ saving }: BuilderState): Saving {
  return saving.kind === "conflict" ? saving : { kind: "waiting" };
}

function replaced(state: BuilderState, graph: Graph, why: string): BuilderState {
  const event = { graph: normalised(graph), notice: why, selection: NOTHING };
  const next = edited(state, { type: "edit", ...event });
  return next === state ? state : jumped(next, null);
}

/** The part of a selection that there is. */
function present(selection: Selection, graph: Graph): Selection {
  const nodes = new Set(graph.nodes.map((node) => node.id));
  const notes = new Set(graph.notes.map((note) => note.id));
  const edges = new Set(graph.edges.map(edgeId));
  const left = {
    nodes: selection.nodes.filter((id) => nodes.has(id)),
    notes: selection.notes.filter((id) => notes.has(id)),
    edges: selection.edges.filter((id) => edges.has(id)),
  };
  return isSame(left, selection) ? selection : left;
}

function travelled(state: BuilderState, way: "undo" | "redo"): BuilderState {
  if (!mayChange(state)) return state;
  const [from, to] = way === "undo" ? [state.past, state.future] : [state.future, state.past];
  const graph = from.at(-1);
  if (!graph) return state;
  const left = from.slice(0, -1);
  const grown = [...to, state.graph];
  return {
    ...state,
    graph,
    mark: "",
    past: way === "undo" ? left : grown,
    future: way === "undo" ? grown : left,
    saving: unsaved(state),
    selection: present(state.selection, graph),
    notice: null,
  };
}

function saved(state: BuilderState, answer: Saved, sent: Graph): BuilderState {
  const next: BuilderState = {
    ...state,
    page: { ...state.page, differs: answer.differs },
    kept: sent,
    revision: answer.revision,
    savedAt: answer.saved_at,
    savedBy: answer.author,
    saving: { kind: "saved" },
    problems: sent === state.graph ? answer.problems : state.problems,
  };
  return isUnsaved(next) ? { ...next, saving: { kind: "waiting" } } : next;
}

/** After a conflict. Whatever is not kept lies one step back: undo brings it. */
function resolved(state: BuilderState, way: "keep-mine" | "take-theirs"): BuilderState {
  if (state.saving.kind !== "conflict") return state;
  const { theirs } = state.saving;
  const graph = normalised(theirs.graph);
  const who = theirs.author || "the other person";
  const next = { ...withDraft(state, theirs, graph), mark: "", future: [] };
  if (way === "take-theirs") {
    const text = `You see the version of ${who} now. Undo brings yours back.`;
    const past = [...state.past, state.graph];
    const selection = present(state.selection, graph);
    return { ...next, graph, past, selection, notice: { text, undo: true } };
  }
  const text = `Your version is kept. Undo brings back that of ${who}.`;
  const past = [...state.past, graph];
  return { ...next, past, saving: { kind: "waiting" }, notice: { text, undo: true } };
}

function withDraft(state: BuilderState, draft: Draft, graph: Graph): BuilderState {
  return {
    ...state,
    kept: graph,
    revision: draft.revision,
    savedAt: draft.saved_at,
    savedBy: draft.author,
    saving: { kind: "saved" },
  };
}

function published(state: BuilderState, version: Version, graph: Graph): BuilderState {
  const others = state.page.versions.filter((one) => one.number !== version.number);
  const page = {
    ...state.page,
    live: { number: version.number, graph },
    versions: [version, ...others],
    differs: graph !== state.graph && !isSame(graph, state.graph),
  };
  const text = `Version ${version.number} is live. Conversations that run stay on theirs.`;
  return { ...state, page, notice: { text, undo: false } };
}

function restored(state: BuilderState, draft: Draft, number: number): BuilderState {
  const graph = normalised(draft.graph);
  const text = `The draft is version ${number} again. Nothing is live yet.`;
  return jumped(
    {
      ...withDraft(state, draft, graph),
      graph,
      past: [...state.past, state.graph].slice(-MOST_STEPS),
      future: [],
      mark: "",
      selection: NOTHING,
      notice: { text, undo: true },
    },
    null,
  );
}

function jumped(state: BuilderState, node: string | null): BuilderState {
  const focus = { node, tick: state.focus.tick + 1, isGentle: false };
  if (node === null) return { ...state, focus };
  if (!state.graph.nodes.some((one) => one.id === node)) return state;
  return { ...state, focus, selection: { ...NOTHING, nodes: [node] } };
}
