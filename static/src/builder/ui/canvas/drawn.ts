/** The graph as React Flow wants it; what has not changed stays the same object, so it is not drawn again. */

import { type Edge, type Node, Position } from "@xyflow/react";

import type { CanvasNote, FlowEdge, FlowNode, Graph, Tone } from "../../types";
import { edgeId, type Kinds } from "../../state/graph";
import { HEAD_HEIGHT, heightOf, NODE_WIDTH, PORT_HEIGHT } from "../../state/layout";
import { nameOf, portsOf } from "../../state/ports";
import type { Selection } from "../../state/reduce";

export type StepNode = Node<{ node: FlowNode }, "step">;
export type NoteNode = Node<{ note: CanvasNote }, "note">;
export type Drawn = StepNode | NoteNode;
export type LineEdge = Edge<{ tone: Tone; portIndex: number }, "line">;

/** Where things are while they are dragged or resized, before that is part of the graph. */
export type Moving = ReadonlyMap<
  string,
  { x?: number; y?: number; width?: number; height?: number }
>;

const plain = new WeakMap<FlowNode | CanvasNote, Drawn>();
const picked = new WeakMap<FlowNode | CanvasNote, Drawn>();

export function drawnNodes(
  graph: Graph,
  selection: Selection,
  moving: Moving,
  kinds: Kinds,
): Drawn[] {
  const nodes = new Set(selection.nodes);
  const notes = new Set(selection.notes);
  return [
    ...graph.notes.map((note) => moved(noteOf(note, notes.has(note.id)), moving)),
    ...graph.nodes.map((node) => moved(stepOf(node, nodes.has(node.id), kinds), moving)),
  ];
}

function stepOf(node: FlowNode, selected: boolean, kinds: Kinds): Drawn {
  const known = (selected ? picked : plain).get(node);
  if (known) return known;
  const kind = kinds.get(node.kind);
  const name = nameOf(node, kind);
  const drawn: StepNode = {
    id: node.id,
    type: "step",
    position: { x: node.x, y: node.y },
    // Known beforehand, so that nothing has to be measured before it is shown.
    measured: { width: NODE_WIDTH, height: heightOf(node, kinds) },
    handles: handlesOf(node, kinds),
    data: { node },
    selected,
    zIndex: 1,
    ariaLabel: kind && kind.label !== name ? `${kind.label}: ${name}` : name,
  };
  (selected ? picked : plain).set(node, drawn);
  return drawn;
}

const HANDLE = 12;

/** Where the ports are: edges to nodes that are not in the page, being out of sight, need it. */
function handlesOf(node: FlowNode, kinds: Kinds): NonNullable<StepNode["handles"]> {
  const size = { width: HANDLE, height: HANDLE };
  const sources = portsOf(node, kinds.get(node.kind)).map((port, index) => ({
    id: port.name,
    type: "source" as const,
    position: Position.Right,
    x: NODE_WIDTH - 1 - HANDLE / 2,
    y: HEAD_HEIGHT - 0.5 + (index + 0.5) * PORT_HEIGHT - HANDLE / 2,
    ...size,
  }));
  if (node.kind === "start") return sources;
  const entry = { x: -HANDLE / 2, y: 26 - HANDLE / 2, ...size };
  return [...sources, { type: "target", position: Position.Left, ...entry }];
}

function noteOf(note: CanvasNote, selected: boolean): Drawn {
  const known = (selected ? picked : plain).get(note);
  if (known) return known;
  const size = { width: note.width, height: note.height };
  const drawn: NoteNode = {
    id: note.id,
    type: "note",
    position: { x: note.x, y: note.y },
    ...size,
    measured: size,
    data: { note },
    selected,
    zIndex: 0,
    connectable: false,
    ariaLabel: `Note: ${note.text || "empty"}`,
  };
  (selected ? picked : plain).set(note, drawn);
  return drawn;
}

function moved(drawn: Drawn, moving: Moving): Drawn {
  const now = moving.get(drawn.id);
  if (!now) return drawn;
  const position = { x: now.x ?? drawn.position.x, y: now.y ?? drawn.position.y };
  if (now.width === undefined || now.height === undefined) return { ...drawn, position };
  const size = { width: now.width, height: now.height };
  return { ...drawn, position, ...size, measured: size };
}

const lines = new WeakMap<FlowEdge, { from: FlowNode; to: FlowNode; line: LineEdge }>();

/** Edges whose both ends exist; one from a port that is gone is named in the panel instead. */
export function drawnEdges(graph: Graph, selection: Selection, kinds: Kinds): LineEdge[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const chosen = new Set(selection.edges);
  return graph.edges.flatMap((edge) => {
    const [from, to] = [nodes.get(edge.source), nodes.get(edge.target)];
    if (!from || !to) return [];
    const line = lineOf(edge, from, to, kinds);
    if (!line) return [];
    return [chosen.has(line.id) ? { ...line, selected: true, zIndex: 2 } : line];
  });
}

function lineOf(edge: FlowEdge, from: FlowNode, to: FlowNode, kinds: Kinds): LineEdge | null {
  const known = lines.get(edge);
  if (known?.from === from && known.to === to) return known.line;
  const ports = portsOf(from, kinds.get(from.kind));
  const portIndex = ports.findIndex((one) => one.name === edge.port);
  const port = ports[portIndex];
  if (!port) return null;
  const [source, target] = [from, to].map((node) => nameOf(node, kinds.get(node.kind)));
  const line: LineEdge = {
    id: edgeId(edge),
    type: "line",
    source: edge.source,
    sourceHandle: edge.port,
    target: edge.target,
    data: { tone: port.tone, portIndex },
    ariaLabel: `${source}, ${port.label}: leads to ${target}`,
  };
  lines.set(edge, { from, to, line });
  return line;
}
