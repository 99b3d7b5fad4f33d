/** References of an imported flow that do not exist here are replaced one by one. */

import { type Kinds, settingsOf } from "../state/graph";
import { type Field, fieldsOf } from "../state/schema";
import type { Config, Graph, Json, NodeKind, ReferenceType } from "../types";

export interface Missing {
  type: ReferenceType;
  slug: string;
  name: string;
  nodes: string[];
}

export const REFERENCE_WORDS: Record<ReferenceType, string> = {
  profile: "profile of the assistant",
  policy: "escalation policy",
  queue: "team",
  flow: "flow",
  node: "node",
  secret: "secret",
  knowledge_base: "knowledge base",
  skill: "skill",
};

/** The graph with `slug` in place of what is missing; null leaves the default of each setting. */
export function resolved(graph: Graph, missing: Missing, slug: string | null, kinds: Kinds): Graph {
  const concerned = new Set(missing.nodes);
  const nodes = graph.nodes.map((node) => {
    const kind = kinds.get(node.kind);
    if (!kind || !concerned.has(node.id)) return node;
    const fields = fieldsOf(kind.schema);
    return { ...node, config: replaced(settingsOf(node, kind), fields, missing, slug, kind) };
  });
  return { ...graph, nodes };
}

function replaced(
  values: Config,
  fields: readonly Field[],
  missing: Missing,
  slug: string | null,
  kind?: NodeKind,
): Config {
  const next = { ...values };
  for (const field of fields) {
    const preset = kind?.defaults[field.name];
    // Null is a default as good as any.
    const fallback = preset === undefined ? field.default : preset;
    const value = values[field.name];
    if (value !== undefined) next[field.name] = inField(value, field, missing, slug, fallback);
  }
  return next;
}

function inField(
  value: Json,
  field: Field,
  missing: Missing,
  slug: string | null,
  fallback: Json,
): Json {
  if (field.reference === missing.type && value === missing.slug) return slug ?? fallback;
  if (!Array.isArray(value)) return value;
  const { entry, single } = field;
  if (single?.reference === missing.type) {
    const kept = value.map((one) => (one === missing.slug ? slug : one));
    return [...new Set(kept.filter((one) => one !== null))];
  }
  if (!entry) return value;
  return value.map((one) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? replaced(one, entry, missing, slug)
      : one,
  );
}
