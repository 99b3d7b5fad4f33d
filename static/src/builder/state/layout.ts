/** Puts a graph in order, left to right: the same graph always gets the same places. */

import type { FlowNode, Graph } from "../types";
import { type Kinds, move, type Place, snap } from "./graph";
import { portsOf } from "./ports";

/** How large a node is drawn; the styles use the same numbers. */
export const NODE_WIDTH = 240;
export const HEAD_HEIGHT = 72;
export const PORT_HEIGHT = 28;
export const COLUMN = 320;
const GAP = 40;
const SWEEPS = 6;

export function heightOf(node: FlowNode, kinds: Kinds): number {
  return HEAD_HEIGHT + portsOf(node, kinds.get(node.kind)).length * PORT_HEIGHT;
}

interface Link {
  source: string;
  target: string;
  /** Where the port stands on its node, 0..1. */
  at: number;
}

/** The graph with new places for all nodes; notes keep theirs. */
export function arranged(graph: Graph, kinds: Kinds): Graph {
  if (graph.nodes.length === 0) return graph;
  const links = linksOf(graph, kinds);
  const forward = withoutReturns(graph, links);
  const layers = layersOf(graph, forward);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) order(layers, forward, sweep % 2 === 0);
  return move(graph, placesOf(graph, layers, forward, kinds));
}

/** Whether a third of the nodes cover others: nobody has drawn this, a program wrote it. */
export function isHeap(graph: Graph, kinds: Kinds): boolean {
  const covering = new Set<string>();
  graph.nodes.forEach((left, index) => {
    for (const right of graph.nodes.slice(index + 1)) {
      const [upper, lower] = left.y <= right.y ? [left, right] : [right, left];
      const isBeside = Math.abs(left.x - right.x) >= NODE_WIDTH;
      if (isBeside || lower.y - upper.y >= heightOf(upper, kinds)) continue;
      covering.add(left.id).add(right.id);
    }
  });
  return covering.size > 0 && covering.size * 3 >= graph.nodes.length;
}

function linksOf(graph: Graph, kinds: Kinds): Link[] {
  const ports = new Map(
    graph.nodes.map((node) => [
      node.id,
      portsOf(node, kinds.get(node.kind)).map((port) => port.name),
    ]),
  );
  return graph.edges
    .filter((edge) => ports.has(edge.source) && ports.has(edge.target))
    .map(({ source, port, target }) => {
      const names = ports.get(source) ?? [];
      const index = Math.max(0, names.indexOf(port));
      return { source, target, at: (index + 1) / (names.length + 1) };
    })
    .sort((left, right) => left.at - right.at);
}

function grouped(links: Link[], end: "source" | "target"): Map<string, Link[]> {
  const groups = new Map<string, Link[]>();
  for (const link of links) groups.set(link[end], [...(groups.get(link[end]) ?? []), link]);
  return groups;
}

/** The links without those that lead back to a node on the way from the start. */
function withoutReturns(graph: Graph, links: Link[]): Link[] {
  const out = grouped(links, "source");
  const done = new Set<string>();
  const open = new Set<string>();
  const forward: Link[] = [];
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    open.add(id);
    for (const link of out.get(id) ?? []) {
      if (open.has(link.target)) continue;
      forward.push(link);
      visit(link.target);
    }
    open.delete(id);
  };
  const entered = new Set(links.map((link) => link.target));
  const rank = (node: FlowNode): number =>
    node.kind === "start" ? 0 : entered.has(node.id) ? 2 : 1;
  for (const node of [...graph.nodes].sort((left, right) => rank(left) - rank(right))) {
    visit(node.id);
  }
  return forward;
}

/** Columns of ids: every node stands right of all that lead to it. */
function layersOf(graph: Graph, forward: Link[]): string[][] {
  const into = grouped(forward, "target");
  const depths = new Map<string, number>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const found = Math.max(-1, ...(into.get(id) ?? []).map((link) => depth(link.source))) + 1;
    depths.set(id, found);
    return found;
  };
  const layers: string[][] = [];
  for (const node of graph.nodes) (layers[depth(node.id)] ??= []).push(node.id);
  return layers;
}

/** Sorts each column by where the neighbours on one side stand. */
function order(layers: string[][], forward: Link[], isRightward: boolean): void {
  const near = grouped(forward, isRightward ? "target" : "source");
  const places = new Map<string, number>();
  const remember = (layer: string[]): void =>
    layer.forEach((id, index) => places.set(id, index / layer.length));
  layers.forEach(remember);
  const walk = isRightward ? layers : [...layers].reverse();
  for (const layer of walk) {
    const weights = new Map(
      layer.map((id, index) => {
        const sides = (near.get(id) ?? []).map((link) =>
          isRightward
            ? (places.get(link.source) ?? 0) + link.at / 100
            : (places.get(link.target) ?? 0),
        );
        return [id, sides.length ? mean(sides) : index / layer.length];
      }),
    );
    layer.sort((left, right) => (weights.get(left) ?? 0) - (weights.get(right) ?? 0));
    remember(layer);
  }
}

/** Every node beside the ports that lead to it, as far as those above it leave room. */
function placesOf(
  graph: Graph,
  layers: string[][],
  forward: Link[],
  kinds: Kinds,
): Map<string, Place> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const heights = new Map(graph.nodes.map((node) => [node.id, heightOf(node, kinds)]));
  const into = grouped(forward, "target");
  const places = new Map<string, Place>();
  const [first] = graph.nodes.filter((node) => node.kind === "start");
  const origin = { x: first ? snap(first.x) : 0, y: first ? snap(first.y) : 0 };
  layers.forEach((layer, column) => {
    const wanted = layer.map((id) => {
      const height = heights.get(id) ?? 0;
      const sides = (into.get(id) ?? []).map(
        ({ source, at }) => (places.get(source)?.y ?? 0) + (heights.get(source) ?? 0) * at,
      );
      return (sides.length ? mean(sides) : origin.y + height / 2) - height / 2;
    });
    const tops = spread(
      wanted,
      layer.map((id) => heights.get(id) ?? 0),
    );
    layer.forEach((id, index) => {
      if (nodes.has(id))
        places.set(id, { x: origin.x + column * COLUMN, y: snap(tops[index] ?? 0) });
    });
  });
  return places;
}

/** Tops near the wanted ones, in order, without overlaps: pushed down, then drawn up as a block. */
function spread(wanted: number[], heights: number[]): number[] {
  const tops: number[] = [];
  wanted.forEach((want, index) => {
    const floor = index ? (tops[index - 1] ?? 0) + (heights[index - 1] ?? 0) + GAP : -Infinity;
    tops.push(Math.max(want, floor));
  });
  const shift = mean(tops.map((top, index) => top - (wanted[index] ?? 0)));
  return tops.map((top) => top - shift);
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / (numbers.length || 1);
}
