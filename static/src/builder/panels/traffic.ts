/** How many conversations took which way, as rows for people. */

import { edgeId } from "../state/graph";
import type { FlowEdge, Graph, Traffic } from "../types";

export interface Passage extends FlowEdge {
  id: string;
  count: number;
  /** Of those that left the node, 0 to 1. */
  share: number;
  /** Not in the draft any more. */
  isGone: boolean;
}

/** In the order of the draft's nodes; within one node the most travelled first. */
export function passages(traffic: Traffic, graph: Graph): Passage[] {
  const rank = new Map(graph.nodes.map((node, index) => [node.id, index]));
  const there = new Set(graph.edges.map((edge) => `${edgeId(edge)}>${edge.target}`));
  const connected = new Set(graph.edges.map(edgeId));
  const left = new Map<string, number>();
  for (const edge of traffic.edges) {
    left.set(edge.source, (left.get(edge.source) ?? 0) + edge.count);
  }
  const last = graph.nodes.length;
  return traffic.edges
    .filter((edge) => edge.count > 0)
    .map((edge) => ({
      ...edge,
      id: `${edgeId(edge)}>${edge.target}`,
      share: edge.count / (left.get(edge.source) || 1),
      isGone: edge.target
        ? !there.has(`${edgeId(edge)}>${edge.target}`)
        : connected.has(edgeId(edge)),
    }))
    .sort(
      (one, other) =>
        (rank.get(one.source) ?? last) - (rank.get(other.source) ?? last) ||
        other.count - one.count,
    );
}

export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${Math.round(share * 100)} %`;
}
