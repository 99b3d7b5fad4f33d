/** Nodes as text, for copying within a flow, into another one and between tabs. */

import type { CanvasNote, FlowEdge, FlowNode, Graph, Json, Schema } from "../types";
import { GRID, freeId, type Kinds, type Place, snap } from "./graph";

const FORMAT = "baton.flow-nodes";

interface Clip {
  format: typeof FORMAT;
  version: 1;
  nodes: FlowNode[];
  edges: FlowEdge[];
  notes: CanvasNote[];
}

/** These nodes and notes with the edges between them; empty when nothing of it may be copied. */
export function copied(graph: Graph, ids: Iterable<string>): string {
  const chosen = new Set(ids);
  const nodes = graph.nodes.filter((node) => chosen.has(node.id) && node.kind !== "start");
  const notes = graph.notes.filter((note) => chosen.has(note.id));
  if (nodes.length + notes.length === 0) return "";
  const inside = new Set(nodes.map((node) => node.id));
  const edges = graph.edges.filter((edge) => inside.has(edge.source) && inside.has(edge.target));
  const clip: Clip = { format: FORMAT, version: 1, nodes, edges, notes };
  return JSON.stringify(clip);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isThing(value: unknown): value is { id: string; x: number; y: number } {
  return (
    isRecord(value) &&
    typeof value["id"] === "string" &&
    Number.isFinite(value["x"]) &&
    Number.isFinite(value["y"])
  );
}

/** What was copied; null for any other text. */
function read(text: string): Clip | null {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(said) || said["format"] !== FORMAT) return null;
  const { nodes, edges, notes } = said;
  if (!Array.isArray(nodes) || !Array.isArray(edges) || !Array.isArray(notes)) return null;
  const isNode = (one: unknown): boolean =>
    isThing(one) && "kind" in one && "config" in one && isRecord(one.config);
  const isEdge = (one: unknown): boolean =>
    isRecord(one) && ["source", "port", "target"].every((end) => typeof one[end] === "string");
  const isFine = nodes.every(isNode) && edges.every(isEdge) && notes.every(isThing);
  return isFine ? (said as unknown as Clip) : null;
}

export function isClip(text: string): boolean {
  return read(text) !== null;
}

export interface Pasted {
  graph: Graph;
  nodes: string[];
  notes: string[];
  /** How many nodes were left out: unknown here, or standing already where one is allowed. */
  left_out: number;
}

/**
 * The graph with what was copied, under new ids, selected by those. `place` is where its upper left
 * corner goes; null: two steps right and below of where it came from. Null when it is no clip.
 */
export function pasted(
  graph: Graph,
  text: string,
  kinds: Kinds,
  place: Place | null,
): Pasted | null {
  const clip = read(text);
  if (!clip) return null;
  const fits = clip.nodes.filter((node) => {
    const kind = kinds.get(node.kind);
    return kind && !(kind.is_unique && graph.nodes.some((one) => one.kind === node.kind));
  });
  const shift = shiftTo([...fits, ...clip.notes], place);
  const ids = new Map<string, string>();
  let next = graph;
  for (const node of fits) {
    const id = freeId(node.kind, next);
    ids.set(node.id, id);
    const label = typeof node.label === "string" ? node.label : "";
    const { kind, config } = structuredClone(node);
    next = { ...next, nodes: [...next.nodes, { id, kind, label, config, ...shift(node) }] };
  }
  const notes: string[] = [];
  for (const note of clip.notes) {
    const id = freeId("canvas_note", next);
    notes.push(id);
    next = { ...next, notes: [...next.notes, { ...note, id, ...shift(note) }] };
  }
  const edges = clip.edges.flatMap(({ source, port, target }) => {
    const [from, to] = [ids.get(source), ids.get(target)];
    return from && to ? [{ source: from, port, target: to }] : [];
  });
  const nodes = [...ids.values()];
  next = withNewNames({ ...next, edges: [...next.edges, ...edges] }, new Set(nodes), ids, kinds);
  return { graph: next, nodes, notes, left_out: clip.nodes.length - fits.length };
}

function shiftTo(things: Place[], place: Place | null): (thing: Place) => Place {
  const left = Math.min(...things.map((thing) => thing.x));
  const top = Math.min(...things.map((thing) => thing.y));
  const dx = place ? place.x - left : 2 * GRID;
  const dy = place ? place.y - top : 2 * GRID;
  return (thing) => ({ x: snap(thing.x + dx), y: snap(thing.y + dy) });
}

/** Settings that name a node which was copied along name its copy. */
function withNewNames(
  graph: Graph,
  pasted: ReadonlySet<string>,
  ids: ReadonlyMap<string, string>,
  kinds: Kinds,
): Graph {
  const nodes = graph.nodes.map((node) => {
    const properties = kinds.get(node.kind)?.schema.properties ?? {};
    const fields = Object.keys(properties).filter((name) => namesNode(properties[name]));
    if (!pasted.has(node.id) || fields.length === 0) return node;
    const renewed = fields.map((name): [string, Json] => {
      const value = node.config[name] ?? null;
      return [name, typeof value === "string" ? (ids.get(value) ?? value) : value];
    });
    return { ...node, config: { ...node.config, ...Object.fromEntries(renewed) } };
  });
  return { ...graph, nodes };
}

function namesNode(schema: Schema | undefined): boolean {
  return schema?.["x-reference"] === "node";
}
