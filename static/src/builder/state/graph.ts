/** The graph and every way of changing it; pure: what changes is new, what stays is the same object. */

import type { CanvasNote, Config, FlowEdge, FlowNode, Graph, Json, NodeKind } from "../types";
import { listField } from "./ports";

/** Positions lie on this grid. */
export const GRID = 20;
export const EMPTY: Graph = { nodes: [], edges: [], notes: [] };

export type Kinds = ReadonlyMap<string, NodeKind>;

export function snap(value: number): number {
  return Math.round(value / GRID) * GRID + 0;
}

export function edgeId(edge: Pick<FlowEdge, "source" | "port">): string {
  return `${edge.source}:${edge.port}`;
}

export function nodeOf(graph: Graph, id: string): FlowNode | undefined {
  return graph.nodes.find((node) => node.id === id);
}

/** Edges are never changed in place, so their index is made once. */
const indexes = new WeakMap<FlowEdge[], Map<string, string>>();

/** The id of the node that a port leads to; empty for none. */
export function targetOf({ edges }: Graph, source: string, port: string): string {
  let index = indexes.get(edges);
  if (!index) {
    index = new Map(edges.map((edge) => [edgeId(edge), edge.target]));
    indexes.set(edges, index);
  }
  return index.get(edgeId({ source, port })) ?? "";
}

/** The graph as stored, with the parts that an older one may lack. */
export function normalised(graph: Partial<Graph>): Graph {
  const nodes = (graph.nodes ?? []).map((node) => ({
    id: node.id,
    kind: node.kind,
    x: node.x ?? 0,
    y: node.y ?? 0,
    label: node.label ?? "",
    config: node.config ?? {},
  }));
  return { nodes, edges: graph.edges ?? [], notes: graph.notes ?? [] };
}

/** The settings as they hold: what is not stored has its default, and list entries have keys. */
export function settingsOf(node: FlowNode, kind: NodeKind | undefined): Config {
  const known = held.get(node);
  if (known?.kind === kind && known) return known.config;
  const config = withKeys({ ...kind?.defaults, ...node.config }, kind);
  held.set(node, { kind, config });
  return config;
}
/** Nodes are never changed in place, so this is worked out once. */
const held = new WeakMap<FlowNode, { kind: NodeKind | undefined; config: Config }>();

/** Entries of a port list get a key each: by name they keep their edge when others move. */
export function withKeys(config: Config, kind: NodeKind | undefined): Config {
  const list = kind?.port_list;
  const entries = list ? config[list.field] : undefined;
  if (!list || !Array.isArray(entries)) return config;
  const used = new Set(entries.map((entry) => keyOf(entry, list.key_field)));
  const keyed = entries.map((entry, index) => {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return entry;
    if (entry[list.key_field]) return entry;
    const key = freeName(`${list.prefix || "port_"}${index}`, used);
    used.add(key);
    return { ...entry, [list.key_field]: key };
  });
  return keyed.every((entry, index) => entry === entries[index])
    ? config
    : { ...config, [list.field]: keyed };
}

export function keyOf(entry: Json | undefined, field: string): string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return "";
  const key = entry[field];
  return typeof key === "string" ? key : "";
}

/** The name itself, or the first of name_2, name_3 … that is not taken. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
}

/** `<kind>_<number>`: readable in logs, and free in this graph. */
export function freeId(kind: string, graph: Graph): string {
  const taken = new Set([...graph.nodes, ...graph.notes].map((one) => one.id));
  let count = 1;
  while (taken.has(`${kind}_${count}`)) count += 1;
  return `${kind}_${count}`;
}

export interface Place {
  x: number;
  y: number;
}

/** A new node; the graph as it is when the kind may stand only once and does already. */
export function addNode(graph: Graph, kind: NodeKind, place: Place): { graph: Graph; id: string } {
  const there = kind.is_unique ? graph.nodes.find((node) => node.kind === kind.kind) : undefined;
  if (there) return { graph, id: there.id };
  const id = freeId(kind.kind, graph);
  const config = withKeys(structuredClone(kind.defaults), kind);
  const node = { id, kind: kind.kind, x: snap(place.x), y: snap(place.y), label: "", config };
  return { graph: { ...graph, nodes: [...graph.nodes, node] }, id };
}

export function mayDelete(node: FlowNode): boolean {
  return node.kind !== "start";
}

/** Takes out nodes, their edges, notes and edges by their ids; a start stays. */
export function remove(graph: Graph, ids: Iterable<string>): Graph {
  const gone = new Set(ids);
  const keep = (node: FlowNode): boolean => !gone.has(node.id) || !mayDelete(node);
  const nodes = graph.nodes.filter(keep);
  const left = new Set(nodes.map((node) => node.id));
  const edges = graph.edges.filter(
    (edge) => left.has(edge.source) && left.has(edge.target) && !gone.has(edgeId(edge)),
  );
  const notes = graph.notes.filter((note) => !gone.has(note.id));
  const isSame =
    nodes.length === graph.nodes.length &&
    edges.length === graph.edges.length &&
    notes.length === graph.notes.length;
  return isSame ? graph : { nodes, edges, notes };
}

/** Nodes among these whose removal parts a way: something leads in, and it leads on. */
export function cutBy(graph: Graph, ids: Iterable<string>): FlowNode[] {
  const gone = new Set(ids);
  const enters = new Set<string>();
  const leaves = new Set<string>();
  for (const edge of graph.edges) {
    if (!gone.has(edge.source)) enters.add(edge.target);
    if (!gone.has(edge.target)) leaves.add(edge.source);
  }
  const [first] = graph.nodes.filter((node) => gone.has(node.id) && enters.has(node.id));
  // A chain that is deleted as a whole is cut where it is entered, if any of it leads on.
  const leadsOn = graph.nodes.some((node) => gone.has(node.id) && leaves.has(node.id));
  if (!first || !leadsOn) return [];
  return graph.nodes.filter(
    (node) => gone.has(node.id) && mayDelete(node) && (enters.has(node.id) || leaves.has(node.id)),
  );
}

/** The port leads there, and nowhere else. Nothing leads to a start. */
export function connect(graph: Graph, source: string, port: string, target: string): Graph {
  const from = nodeOf(graph, source);
  const to = nodeOf(graph, target);
  if (!from || !to || to.kind === "start") return graph;
  if (targetOf(graph, source, port) === target) return graph;
  const edges = graph.edges.filter((edge) => edge.source !== source || edge.port !== port);
  return { ...graph, edges: [...edges, { source, port, target }] };
}

export function disconnect(graph: Graph, source: string, port: string): Graph {
  const edges = graph.edges.filter((edge) => edge.source !== source || edge.port !== port);
  return edges.length === graph.edges.length ? graph : { ...graph, edges };
}

/** New places of nodes and notes by id, on the grid. */
export function move(graph: Graph, places: ReadonlyMap<string, Place>): Graph {
  const moved = <Thing extends FlowNode | CanvasNote>(thing: Thing): Thing => {
    const place = places.get(thing.id);
    if (!place) return thing;
    const [x, y] = [snap(place.x), snap(place.y)];
    return x === thing.x && y === thing.y ? thing : { ...thing, x, y };
  };
  return kept(graph, { ...graph, nodes: graph.nodes.map(moved), notes: graph.notes.map(moved) });
}

/** These nodes and notes by so much. */
export function moveBy(graph: Graph, ids: Iterable<string>, dx: number, dy: number): Graph {
  const chosen = new Set(ids);
  const places = new Map<string, Place>();
  for (const thing of [...graph.nodes, ...graph.notes]) {
    if (chosen.has(thing.id)) places.set(thing.id, { x: thing.x + dx, y: thing.y + dy });
  }
  return move(graph, places);
}

export function rename(graph: Graph, id: string, label: string): Graph {
  return withNode(graph, id, (node) => (node.label === label ? node : { ...node, label }));
}

/** One setting; edges of ports that are gone by it go too. */
export function setConfig(
  graph: Graph,
  id: string,
  field: string,
  value: Json,
  kinds: Kinds,
): Graph {
  const node = nodeOf(graph, id);
  if (!node) return graph;
  const kind = kinds.get(node.kind);
  const config = withKeys({ ...node.config, [field]: value }, kind);
  const next = withNode(graph, id, () => ({ ...node, config }));
  const list = kind?.port_list;
  if (list?.field !== field) return next;
  const keys = (from: Config): string[] =>
    listField(from, field).map((entry) => keyOf(entry, list.key_field));
  const left = new Set(keys(config));
  return keys(settingsOf(node, kind))
    .filter((key) => !left.has(key))
    .reduce((graph, port) => disconnect(graph, id, port), next);
}

export function addNote(graph: Graph, place: Place): { graph: Graph; id: string } {
  const id = freeId("canvas_note", graph);
  const size = { width: 220, height: 120 };
  const note = { id, x: snap(place.x), y: snap(place.y), ...size, text: "", color: "yellow" };
  return { graph: { ...graph, notes: [...graph.notes, note] }, id };
}

export function changeNote(graph: Graph, id: string, change: Partial<CanvasNote>): Graph {
  const notes = graph.notes.map((note) => (note.id === id ? { ...note, ...change } : note));
  return { ...graph, notes };
}

function withNode(graph: Graph, id: string, change: (node: FlowNode) => FlowNode): Graph {
  return kept(graph, {
    ...graph,
    nodes: graph.nodes.map((node) => (node.id === id ? change(node) : node)),
  });
}

/** The old graph where the new one is made of the same things. */
function kept(graph: Graph, next: Graph): Graph {
  const isSame = <Thing>(left: Thing[], right: Thing[]): boolean =>
    left.length === right.length && left.every((thing, index) => thing === right[index]);
  return isSame(graph.nodes, next.nodes) &&
    isSame(graph.edges, next.edges) &&
    isSame(graph.notes, next.notes)
    ? graph
    : next;
}
