/** Problems in groups, and what each kind of problem means for visitors. */

import type { FlowEdge, Graph, Problem } from "../types";

/** Why the proof objects, by the code of the problem: what would happen to a visitor. */
const MEANINGS: Record<string, string> = {
  dead_end: "A visitor on this way would be left without an answer, a person or a form.",
  open_port: "Nothing is said about how it goes on from here, so the conversation would stop.",
  unconnected: "Nothing is said about how it goes on from here, so the conversation would stop.",
  loop: "A circle in which nobody is waited for would run for ever; it is cut off instead.",
  unreachable: "No way leads here, so nobody will ever see what it does.",
  unknown_reference: "What it names has been deleted or renamed, so it would be skipped.",
  unknown_kind: "This part is not known to this version of the product.",
  unknown_node: "A connection or a jump leads to a node that is gone.",
  unknown_port: "The connection leaves a way out that the node no longer has.",
  settings: "Without this setting the node cannot do its work.",
  no_start: "Every flow begins at exactly one start.",
  two_starts: "Every flow begins at exactly one start.",
};

export function meaningOf(problem: Problem): string {
  return MEANINGS[problem.code] ?? "";
}

export interface ProblemGroup {
  level: Problem["level"];
  problems: Problem[];
}

/** Errors first, then warnings; groups that are empty are left out. */
export function grouped(problems: readonly Problem[]): ProblemGroup[] {
  return (["error", "warning"] as const)
    .map((level) => ({ level, problems: problems.filter((one) => one.level === level) }))
    .filter((group) => group.problems.length > 0);
}

/** The connections between the nodes of a way, as far as there are any. */
export function edgesAlong(graph: Graph, path: readonly string[]): FlowEdge[] {
  return path.slice(1).flatMap((target, index) => {
    const source = path[index];
    const edge = graph.edges.find((one) => one.source === source && one.target === target);
    return edge ? [edge] : [];
  });
}
