/** What travels between the builder and the server, and what a flow is made of. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Config = Record<string, Json>;

/** `id` is stable for the life of a flow: running conversations and traffic refer to it. */
export interface FlowNode {
  id: string;
  kind: string;
  x: number;
  y: number;
  label: string;
  config: Config;
}

/** At most one for each (source, port). */
export interface FlowEdge {
  source: string;
  port: string;
  target: string;
}

export type NoteColor = "yellow" | "blue" | "green" | "pink" | "grey";

/** A sticky note on the canvas; it means nothing to the engine. */
export interface CanvasNote {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  text: string;
  color: string;
}

export interface Graph {
  nodes: FlowNode[];
  edges: FlowEdge[];
  notes: CanvasNote[];
}

export type Tone = "neutral" | "good" | "warn" | "bad";

export interface PortSpec {
  name: string;
  label: string;
  /** What happens when nothing is connected; empty: it must be connected. */
  default: string;
  tone: Tone;
  /** The setting that names this port; empty for none. */
  label_field: string;
}

/** Ports that come from the entries of a list in the settings. */
export interface PortList {
  field: string;
  key_field: string;
  prefix: string;
  label_field: string;
}

export type Category = "start" | "talk" | "ai" | "logic" | "human" | "data" | "end";

export type Widget =
  | "text"
  | "long_text"
  | "template"
  | "number"
  | "switch"
  | "select"
  | "reference"
  | "list"
  | "minutes"
  | "condition"
  | "spans"
  | "color"
  | "json"
  | "code";

export type ReferenceType =
  "profile" | "policy" | "queue" | "skill" | "flow" | "node" | "secret" | "knowledge_base";

/** The part of JSON schema that pydantic writes, and our hints. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  title?: string;
  description?: string;
  default?: Json;
  enum?: Json[];
  const?: Json;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  format?: string;
  "x-widget"?: Widget;
  "x-reference"?: ReferenceType;
  "x-show-if"?: Record<string, Json>;
  "x-advanced"?: boolean;
  "x-placeholder"?: string;
  "x-add"?: string;
  "x-unit"?: string;
  /** Labels of the values of `enum`, where they are not self-explaining. */
  "x-labels"?: Record<string, string>;
}

export interface NodeKind {
  kind: string;
  label: string;
  /** Name of a lucide icon, kebab-case. */
  icon: string;
  category: Category;
  help: string;
  waits: boolean;
  is_unique: boolean;
  ports: PortSpec[];
  port_list: PortList | null;
  schema: Schema;
  defaults: Config;
}

export type FactType = "text" | "number" | "yes_no" | "choice" | "share";

export interface Fact {
  name: string;
  label: string;
  group: string;
  type: FactType;
  choices: { value: string; label: string }[];
  /** `visitor.` or `answers.`, to be followed by a free name. */
  is_prefix: boolean;
}

export type Operator =
  "is" | "is_not" | "contains" | "at_least" | "at_most" | "is_known" | "is_not_known";

export interface Condition {
  fact: string;
  operator: Operator;
  value: Json;
}

export interface Reference {
  slug: string;
  name: string;
}
export type References = Partial<Record<ReferenceType, Reference[]>>;

export interface Problem {
  level: "error" | "warning";
  /** The node; empty when it is about the whole flow. */
  node: string;
  port: string;
  /** The setting, where the problem is about one. */
  field?: string;
  code: string;
  message: string;
  /** Ids of nodes: one way that shows it. */
  path: string[];
}

export interface Version {
  number: number;
  note: string;
  author: string;
  published_at: string;
  nodes: number;
}

export interface Draft {
  graph: Graph;
  revision: number;
  saved_at: string | null;
  author: string;
}

export interface Saved {
  revision: number;
  saved_at: string | null;
  author: string;
  problems: Problem[];
  differs: boolean;
}

/** All that the page starts with. */
export interface FlowPage {
  id: number;
  name: string;
  slug: string;
  description: string;
  draft: Draft;
  live: { number: number; graph: Graph } | null;
  differs: boolean;
  versions: Version[];
  kinds: NodeKind[];
  facts: Fact[];
  references: References;
  rights: { change: boolean; publish: boolean };
  problems: Problem[];
  start_hint: string;
}

export interface DiffEdge extends FlowEdge {
  source_label?: string;
  port_label?: string;
  target_label?: string;
}

export interface Diff {
  added: FlowNode[];
  removed: FlowNode[];
  changed: {
    node: { id: string; kind: string; label: string };
    fields: { field: string; title: string; before: Json; after: Json }[];
  }[];
  connected: DiffEdge[];
  disconnected: DiffEdge[];
  moved: number;
}

export interface Traffic {
  since: string;
  version: number | "all" | null;
  runs: number;
  edges: (FlowEdge & { count: number })[];
  nodes: { node: string; entered: number; waiting: number }[];
}

export interface PassedConversation {
  id: number | string;
  visitor: string;
  at: string;
  state: string;
  outcome: string;
  url: string;
}

export interface FlowDocument {
  format: "baton.flow";
  version: number;
  name: string;
  description: string;
  graph: Graph;
  references: { type: ReferenceType; slug: string; name: string }[];
}

export interface Imported {
  graph: Graph;
  missing: { type: ReferenceType; slug: string; name: string; nodes: string[] }[];
  problems: Problem[];
}

export interface FlowTemplate {
  slug: string;
  name: string;
  description: string;
  use: string;
  graph: Graph;
}

export type TryEventKind =
  | "begin"
  | "words"
  | "form"
  | "skip"
  | "agent_joins"
  | "agent_resolves"
  | "agent_returns"
  | "nobody"
  | "leaves"
  | "time_passes";

export interface TryEvent {
  kind: TryEventKind;
  text: string;
  values: Record<string, string>;
  minutes: number;
}

/** The world that a test happens in. Seconds end in `_s`; null is "as it really is". */
export interface World {
  now: string | null;
  open: boolean | null;
  agents_online: number;
  free: number;
  waiting: number;
  expected_wait_s: number | null;
  page: string;
  language: string;
  visitor: Record<string, string>;
  confidence: number | null;
  ai: "real" | "recorded";
  answer: string;
  ai_works: boolean;
  webhook: "ok" | "failed";
}

export interface FormField {
  name: string;
  label: string;
  kind: string;
  required: boolean;
  value: string;
  max_chars: number | null;
  options: { value: string; label: string; url?: string }[];
  hint: string;
  style?: string;
}

export interface TriedForm {
  form_id: string;
  kind: string;
  title: string;
  text: string;
  is_skippable?: boolean;
  fields: FormField[];
}

export interface Said {
  who: "assistant" | "visitor" | "agent" | "system" | "staff";
  text: string;
  form: TriedForm | null;
  sources?: { title: string; url: string }[];
  confidence?: number | null;
  image?: { url: string; alt: string } | null;
  links?: { label: string; url: string }[];
}

export interface TriedStep {
  node: string;
  kind: string;
  port: string;
  target: string;
  inputs: Record<string, Json>;
  why: string;
}

export interface Tried {
  /** Opaque: handed back with the next event. */
  state: Json;
  said: Said[];
  steps: TriedStep[];
  waiting_for: "" | "visitor" | "agent" | "form" | "time" | "call";
  waiting_node: string;
  until: string | null;
  ended: boolean;
  outcome: string;
  problem: string;
}

/** What the server writes into the page. */
export interface Bootstrap {
  api_url: string;
  templates_url: string;
  admin_url: string;
  csrf_token: string;
}

export type PanelName = "problems" | "versions" | "test" | "traffic";
export type DialogName = "publish" | "import" | "templates";
