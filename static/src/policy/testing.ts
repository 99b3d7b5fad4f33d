/** Builders for the tests of this folder: a small policy, and a server that remembers. */

import type { Draft, Policy, Reading, Rule, TriggerSchema } from "./types";
import { ruleOf } from "./state/rules";

export const KEYWORD: TriggerSchema = {
  kind: "keyword",
  label: "Keyword or phrase",
  about: "Certain words.",
  group: "words",
  is_fact: false,
  reason: "keyword",
  default_priority: 80,
  fields: [
    {
      name: "words",
      label: "Words and phrases",
      help: "",
      type: "words",
      default: [],
      minimum: null,
      maximum: null,
      choices: [],
      needed: true,
    },
  ],
};

export const SURE: TriggerSchema = {
  ...KEYWORD,
  kind: "low_confidence",
  label: "Confidence below a threshold",
  reason: "low_confidence",
  default_priority: 40,
  fields: [
    {
      name: "threshold",
      label: "Confidence threshold",
      help: "From 0 to 1.",
      type: "percent",
      default: 0.7,
      minimum: 0,
      maximum: 1,
      choices: [],
      needed: false,
    },
  ],
};

export function keyword(key: string, priority: number, ...words: string[]): Rule {
  return ruleOf({ key, priority, when: { trigger: "keyword", fields: { words } } });
}

export function readingOf(rule: Rule): Reading {
  const condition = `rule ${rule.key} holds`;
  const sentence = `If ${condition}, a person takes over.`;
  return { key: rule.key, sentence, condition, problems: [], reason: "keyword" };
}

export function draftOf(rules: Rule[], revision = 1, author = "Mona"): Draft {
  const saved_at = "2026-03-02T12:00:00Z";
  return { revision, saved_at, author, rules, readings: rules.map(readingOf), unreadable: "" };
}

export function policyOf(rules: Rule[], live: Rule[] = rules): Policy {
  const version = {
    id: 1,
    number: 1,
    note: "First",
    author: "Mona",
    published_at: "2026-03-02T11:00:00Z",
    rule_count: live.length,
  };
  return {
    id: 1,
    name: "Standard",
    draft: draftOf(rules),
    live: { ...version, rules: live, readings: live.map(readingOf) },
    differs: false,
    versions: [version],
    settings: { deadline_s: 120, fallback: "", form_deadline_s: 1800 },
    triggers: [KEYWORD, SURE],
    groups: [{ name: "words", label: "What the visitor writes" }],
    recipes: [],
    queues: [{ slug: "support", name: "Support", is_default: true }],
    intents: [],
    attributes: ["plan"],
    languages: [{ code: "en", name: "English" }],
    reasons: [{ code: "keyword", label: "Keyword" }],
    notices: { keyword: { en: "A person looks at this." } },
    rights: { change: true, publish: true },
  };
}

/** Answers like the server; `saves` are what it was asked to keep. */
export class FakeServer {
  revision = 1;
  rules: Rule[];
  isDown = false;
  readonly saves: Rule[][] = [];

  constructor(rules: Rule[]) {
    this.rules = rules;
  }

  readonly fetch = (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (this.isDown) return Promise.reject(new TypeError("no line"));
    const body = JSON.parse(typeof init?.body === "string" ? init.body : "{}") as {
      rules?: Rule[];
      revision?: number;
    };
    if (String(url).endsWith("read")) {
      return this.answer(200, { readings: (body.rules ?? []).map(readingOf) });
    }
    if (body.revision !== this.revision) {
      return this.answer(409, draftOf(this.rules, this.revision, "Abel"));
    }
    this.rules = body.rules ?? [];
    this.revision += 1;
    this.saves.push(this.rules);
    return this.answer(200, draftOf(this.rules, this.revision));
  };

  private answer(status: number, body: unknown): Promise<Response> {
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  }
}
