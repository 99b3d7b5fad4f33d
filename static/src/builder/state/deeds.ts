/** What people do with a flow, each as one undoable step with its words. */

import type { FlowNode, Graph } from "../types";
import { copied, pasted } from "./clip";
import {
  addNode,
  addNote,
  connect,
  cutBy,
  disconnect,
  type Kinds,
  moveBy,
  nodeOf,
  type Place,
  remove,
  snap,
  targetOf,
} from "./graph";
import { arranged, COLUMN, heightOf, NODE_WIDTH } from "./layout";
import { nameOf, portsOf } from "./ports";
import { type BuilderState, mayChange, NOTHING, type Selection } from "./reduce";
import type { BuilderStore } from "./store";

export interface Origin {
  source: string;
  port: string;
}

/** The first port of a node that leads nowhere; those that must lead somewhere come first. */
export function freePort(graph: Graph, node: FlowNode, kinds: Kinds): string {
  const free = portsOf(node, kinds.get(node.kind)).filter(
    (port) => !targetOf(graph, node.id, port.name),
  );
  return (free.find((port) => !port.default) ?? free[0])?.name ?? "";
}

/** Right of a node, where nothing stands yet. */
export function placeAfter(graph: Graph, node: FlowNode, kinds: Kinds): Place {
  const x = node.x + COLUMN;
  let y = node.y;
  const near = graph.nodes
    .filter((one) => Math.abs(one.x - x) < NODE_WIDTH + 20)
    .sort((left, right) => left.y - right.y);
  for (const one of near) {
    const isClear = y + 140 <= one.y || y >= one.y + heightOf(one, kinds) + 20;
    if (!isClear) y = one.y + heightOf(one, kinds) + 40;
  }
  return { x, y };
}

/** Right of everything. */
function placeAtEnd(graph: Graph): Place {
  const [first] = graph.nodes;
  if (!first) return { x: 0, y: 0 };
  const last = graph.nodes.reduce((far, node) => (node.x > far.x ? node : far), first);
  return { x: last.x + COLUMN, y: last.y };
}

/**
 * Adds a node after `origin`, or after the selected node at its first free port, and selects it.
 * Returns its id; empty when nothing was added.
 */
export function addAfter(
  store: BuilderStore,
  kindName: string,
  how: { origin?: Origin | null; place?: Place | null } = {},
): string {
  const state = store.get();
  const kind = state.kinds.get(kindName);
  if (!kind || !mayChange(state)) return "";
  const origin = how.origin === undefined ? originOf(state) : how.origin;
  const before = origin ? nodeOf(state.graph, origin.source) : undefined;
  const place =
    how.place ?? (before ? placeAfter(state.graph, before, state.kinds) : placeAtEnd(state.graph));
  const added = addNode(state.graph, kind, place);
  if (added.graph === state.graph) {
    store.jump(added.id);
    return "";
  }
  const graph =
    origin?.port && origin.source
      ? connect(added.graph, origin.source, origin.port, added.id)
      : added.graph;
  const isJoined = graph !== added.graph;
  const after = before ? ` after ${nameOf(before, state.kinds.get(before.kind))}` : "";
  const say = `${kind.label} added${isJoined ? `${after}, connected` : ", not connected"}.`;
  store.edit(graph, { selection: { ...NOTHING, nodes: [added.id] }, say });
  store.dispatch({ type: "reveal", node: added.id });
  return added.id;
}

function originOf(state: BuilderState): Origin | null {
  const [id, ...more] = state.selection.nodes;
  const node = id && more.length === 0 ? nodeOf(state.graph, id) : undefined;
  if (node) return { source: node.id, port: freePort(state.graph, node, state.kinds) };
  return id ? null : onlyOpen(state);
}

/** With nothing selected: the one port of the whole flow that leads nowhere yet, if it is one. */
function onlyOpen({ graph, kinds }: BuilderState): Origin | null {
  const open = graph.nodes.flatMap((node) =>
    portsOf(node, kinds.get(node.kind))
      .filter((port) => !port.default && !targetOf(graph, node.id, port.name))
      .map((port) => ({ source: node.id, port: port.name })),
  );
  return open.length === 1 ? (open[0] ?? null) : null;
}

/** Puts a node into a connection: the port leads to it, its first port to where the port led. */
export function insertInto(store: BuilderStore, origin: Origin, kindName: string): string {
  const { graph, kinds } = store.get();
  const target = targetOf(graph, origin.source, origin.port);
  const id = addAfter(store, kindName, { origin });
  const next = store.get().graph;
  const node = id ? nodeOf(next, id) : undefined;
  const port = node ? freePort(next, node, kinds) : "";
  // The same mark as the adding itself: both are undone together.
  if (id && port && target) store.amend(connect(next, id, port, target));
  return id;
}

export function link(store: BuilderStore, origin: Origin, target: string): void {
  const { graph, kinds } = store.get();
  const next = target
    ? connect(graph, origin.source, origin.port, target)
    : disconnect(graph, origin.source, origin.port);
  const node = target ? nodeOf(graph, target) : undefined;
  const words = node ? `Leads to ${nameOf(node, kinds.get(node.kind))} now.` : "Disconnected.";
  store.edit(next, { say: words });
}

/** Everything selected, as ids. */
export function chosen({ selection }: BuilderState): string[] {
  return [...selection.nodes, ...selection.notes, ...selection.edges];
}

/** Deletes with an undo; asks before where that cuts a way through the flow. */
export function askToDelete(store: BuilderStore, ids: readonly string[]): void {
  const { graph } = store.get();
  if (!mayChange(store.get()) || remove(graph, ids) === graph) {
    if (graph.nodes.some((node) => node.kind === "start" && ids.includes(node.id))) {
      store.say("The start of a flow cannot be deleted.");
    }
    return;
  }
  if (cutBy(graph, ids).length) store.dispatch({ type: "ask", ids });
  else deleteNow(store, ids);
}

export function deleteNow(store: BuilderStore, ids: readonly string[]): void {
  const { graph, kinds } = store.get();
  const next = remove(graph, ids);
  const gone = graph.nodes.filter((node) => !next.nodes.includes(node));
  store.dispatch({ type: "ask", ids: null });
  store.edit(next, { notice: deletedWords(gone, kinds, graph, next), selection: NOTHING });
}

function deletedWords(gone: FlowNode[], kinds: Kinds, before: Graph, after: Graph): string {
  const [first] = gone;
  if (first && gone.length === 1) return `“${nameOf(first, kinds.get(first.kind))}” deleted.`;
  if (gone.length) return `${gone.length} nodes deleted.`;
  const notes = before.notes.length - after.notes.length;
  if (notes) return notes === 1 ? "Note deleted." : `${notes} notes deleted.`;
  const edges = before.edges.length - after.edges.length;
  return edges === 1 ? "Connection deleted." : `${edges} connections deleted.`;
}

/** The text that goes to the clipboard. */
export function clipOf(state: BuilderState): string {
  return copied(state.graph, chosen(state));
}

/** True when the text was a clip. `place`: where its upper left corner goes. */
export function paste(store: BuilderStore, text: string, place: Place | null): boolean {
  const state = store.get();
  const found = mayChange(state)
    ? pasted(state.graph, text, state.kinds, place && clear(state.graph, place))
    : null;
  if (!found) return false;
  const count = found.nodes.length + found.notes.length;
  const selection: Selection = { nodes: found.nodes, notes: found.notes, edges: [] };
  const left = found.left_out ? ` ${found.left_out} could not be pasted here.` : "";
  if (count) store.edit(found.graph, { selection, say: `${count} pasted.${left}` });
  if (left) store.dispatch({ type: "notice", text: `${count} pasted.${left}` });
  return true;
}

/** The place, or the next one below and right of it that nothing begins at. */
function clear(graph: Graph, { x, y }: Place): Place {
  const [left, top] = [snap(x), snap(y)];
  const isTaken = [...graph.nodes, ...graph.notes].some((one) => one.x === left && one.y === top);
  return isTaken ? clear(graph, { x: left + 40, y: top + 40 }) : { x: left, y: top };
}

export function duplicate(store: BuilderStore): void {
  paste(store, clipOf(store.get()), null);
}

export function nudge(store: BuilderStore, dx: number, dy: number): void {
  const { graph, selection } = store.get();
  const ids = [...selection.nodes, ...selection.notes];
  store.edit(moveBy(graph, ids, dx, dy), { mark: `move:${ids.join(" ")}` });
}

export function tidy(store: BuilderStore): void {
  const { graph, kinds } = store.get();
  store.edit(arranged(graph, kinds), { notice: "Tidied up." });
  store.dispatch({ type: "jump", node: null });
}

export function addCanvasNote(store: BuilderStore, place: Place): void {
  const added = addNote(store.get().graph, place);
  store.edit(added.graph, { selection: { ...NOTHING, notes: [added.id] }, say: "Note added." });
}

export function selectAll(store: BuilderStore): void {
  const { nodes, notes } = store.get().graph;
  store.select({ nodes: nodes.map((node) => node.id), notes: notes.map((note) => note.id) });
}
