/** What travels between the page and the server, and what a rule is made of. */

export type FieldValue = string | number | boolean | string[];
export type Fields = Record<string, FieldValue>;

export interface Leaf {
  trigger: string;
  fields: Fields;
}
export type Condition = Leaf | { all: Condition[] } | { any: Condition[] } | { not: Condition };

/** Empty for always; `days`: 0 is Monday; `from` and `to` as 09:00. */
export interface Schedule {
  when?: "always" | "open" | "closed" | "window";
  days?: number[];
  from?: string;
  to?: string;
  zone?: string;
}

export type Urgency = "" | "low" | "normal" | "high" | "urgent";

export interface Rule {
  key: string;
  when: Condition;
  priority: number;
  urgency: Urgency;
  reason: string;
  enabled: boolean;
  queue_slug: string;
  messages: Record<string, string>;
  cooldown_s: number;
  min_exchanges: number;
  schedule: Schedule;
}

export interface Problem {
  text: string;
  blocks: boolean;
}

/** A rule in words. `condition`: only the part after "if". */
export interface Reading {
  key: string;
  sentence: string;
  condition: string;
  problems: Problem[];
  reason: string;
}

export interface Draft {
  revision: number;
  saved_at: string | null;
  author: string;
  rules: Rule[];
  readings: Reading[];
  unreadable: string;
}

export interface Version {
  id: number;
  number: number;
  note: string;
  author: string;
  published_at: string;
  rule_count: number;
}

export interface LiveVersion extends Version {
  rules: Rule[];
  readings: Reading[];
}

export type FieldType =
  | "words"
  | "percent"
  | "number"
  | "yes_no"
  | "choice"
  | "text"
  | "intents"
  | "languages"
  | "attributes";

export interface FieldSchema {
  name: string;
  label: string;
  help: string;
  type: FieldType;
  default: FieldValue;
  minimum: number | null;
  maximum: number | null;
  choices: { value: string; label: string }[];
  needed: boolean;
}

export interface TriggerSchema {
  kind: string;
  label: string;
  about: string;
  group: string;
  is_fact: boolean;
  reason: string;
  default_priority: number;
  fields: FieldSchema[];
}

export interface Recipe {
  name: string;
  about: string;
  rule: Partial<Rule> & { when: Condition };
}

export interface Intent {
  slug: string;
  name: string;
  description: string;
  threshold: number;
  is_sensitive: boolean;
}

export interface Policy {
  id: number;
  name: string;
  draft: Draft;
  live: LiveVersion | null;
  differs: boolean;
  versions: Version[];
  settings: { deadline_s: number; fallback: string; form_deadline_s: number };
  triggers: TriggerSchema[];
  groups: { name: string; label: string }[];
  recipes: Recipe[];
  queues: { slug: string; name: string; is_default: boolean }[];
  intents: Intent[];
  attributes: string[];
  languages: { code: string; name: string }[];
  reasons: { code: string; label: string }[];
  notices: Record<string, Record<string, string>>;
  rights: { change: boolean; publish: boolean };
}

export interface Diff {
  added: { key: string; sentence: string }[];
  removed: { key: string; sentence: string }[];
  changed: {
    key: string;
    old: string;
    new: string;
    changes: { what: string; old: string; new: string }[];
  }[];
  settings: { what: string; old: string; new: string }[];
}

/** A piece of the visitor's text; offsets count code points. */
export interface Span {
  start: number;
  end: number;
  text: string;
}

export interface TriedReading {
  name: string;
  label: string;
  value: number;
  gauge: string;
  version: number;
  rests_on: string;
  evidence: Span[];
  nearest: { text: string; similarity: number; counts: boolean; is_own: boolean }[];
}

export interface TriedRule {
  key: string;
  index: number;
  sentence: string;
  state: "fires" | "quiet" | "later" | "asleep" | "off";
  because: string;
  reason: string;
  evidence: Span[];
}

export interface Tried {
  text: string;
  language: string;
  readings: TriedReading[];
  rules: TriedRule[];
  action: string;
  reason: string;
  rule: string;
}
