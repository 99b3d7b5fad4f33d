/** Problems in groups, and what each kind of problem means for visitors. */

import type { FlowEdge, Graph, Problem } from "../types";

/** By the code of a problem: what it means for visitors, or what settles it. */
const MEANINGS: Record<string, string> = {
  no_start: "A flow begins at its start; without one no conversation can enter it.",
  two_starts: "A flow begins at exactly one place.",
  not_connected: "Nothing says how it goes on from here: connect this way out to another node.",
  unknown_end: "A connection leads to a node that is gone. Connect it anew.",
  unknown_port: "A connection leaves by a way out that the node no longer has. Remove it.",
  connected_twice: "One way out leads to one place. Remove one of the connections.",
  same_key: "Two entries share one way out, so visitors of both would go the same way.",
  unknown_kind: "This version of the product does not know this kind of node. Replace it.",
  unknown_reference: "It names something that has been deleted or renamed. Choose another one.",
  unknown_fact: "Write it as the form before it does, or as your site sends it.",
  unreadable: "Bring back an earlier version, or import the flow again.",
  unpublished_flow: "Publish that flow too, or lead visitors elsewhere.",
  wrong_setting: "Without this setting the node cannot do its work.",
  unreachable: "Visitors never come here. Connect something to it, or delete it.",
  dead_end: "Lead this way to a person, a form for a message, or an end.",
  never_ends: "Lead one of the ways out of the circle to a person, a message or an end.",
  restless_loop: "It would run for ever. Put something in between that waits for the visitor.",
  unattended_loop: "Nobody has to do anything for it to go on, so it would never stop.",
  too_long: "So many steps without waiting for anybody are cut off: a person takes over instead.",
  survey_too_early: "Ask after the assistant or a person has had the word.",
  closed_unanswered: "Whoever asked something would see the conversation end, and nothing else.",
  nobody_there: "Visitors learn only then that nobody is there; a Queue Gate before tells them.",
};

export function meaningOf(problem: Problem): string {
  return MEANINGS[problem.code.replace(/_elsewhere$/, "")] ?? "";
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
