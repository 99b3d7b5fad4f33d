/** Builders for the tests of this folder: a small catalogue, a small flow, and a server that remembers. */

import type { Draft, FlowPage, Graph, NodeKind, PortSpec, Problem } from "./types";

export function port(name: string, more: Partial<PortSpec> = {}): PortSpec {
  return { name, label: name, default: "", tone: "neutral", label_field: "", ...more };
}

export function kindOf(kind: string, more: Partial<NodeKind> = {}): NodeKind {
  return {
    kind,
    label: kind,
    icon: "circle",
    category: "talk",
    help: `What ${kind} does.`,
    waits: false,
    is_unique: false,
    ports: [port("next")],
    port_list: null,
    schema: { type: "object", properties: {} },
    defaults: {},
    ...more,
  };
}

export const START = kindOf("start", { label: "Start", category: "start", is_unique: true });

export const MESSAGE = kindOf("message", {
  label: "Message",
  icon: "message-square",
  help: "Says something to the visitor.",
  schema: {
    type: "object",
    properties: {
      text: {
        type: "string",
        title: "Text",
        description: "What the visitor reads.",
        "x-widget": "template",
      },
      links: {
        type: "array",
        title: "Links",
        default: [],
        items: { $ref: "#/$defs/Link" },
        "x-widget": "list",
        "x-add": "Add a link",
        "x-advanced": true,
      },
    },
    required: ["text"],
    $defs: {
      Link: {
        type: "object",
        properties: {
          label: { type: "string", title: "Label", default: "" },
          url: { type: "string", title: "Address", default: "" },
        },
      },
    },
  },
  defaults: { text: "", links: [] },
});

export const ASSISTANT = kindOf("ai_agent_handoff", {
  label: "AI Agent Handoff",
  icon: "bot",
  category: "ai",
  waits: true,
  ports: [
    port("escalated", { label: "Escalated", tone: "warn" }),
    port("resolved", { label: "Resolved", tone: "good" }),
    port("error", { label: "Error", tone: "bad", default: "A person is asked for." }),
  ],
  schema: {
    type: "object",
    properties: {
      profile: {
        anyOf: [{ type: "string" }, { type: "null" }],
        title: "Profile",
        default: null,
        "x-widget": "reference",
        "x-reference": "profile",
      },
      answers: {
        type: "integer",
        title: "Answers at most",
        minimum: 1,
        maximum: 20,
        default: 5,
        "x-widget": "number",
      },
    },
  },
  defaults: { profile: null, answers: 5 },
});

export const CONDITIONAL = kindOf("conditional", {
  label: "Conditional",
  icon: "split",
  category: "logic",
  ports: [port("else", { label: "Otherwise", label_field: "otherwise" })],
  port_list: { field: "branches", key_field: "key", prefix: "branch_", label_field: "label" },
  schema: {
    type: "object",
    properties: {
      question: { type: "string", title: "Question", default: "", "x-widget": "text" },
      branches: {
        type: "array",
        title: "Branches",
        default: [],
        items: { $ref: "#/$defs/Branch" },
        "x-widget": "list",
        "x-add": "Add a branch",
      },
      otherwise: { type: "string", title: "Otherwise", default: "Otherwise", "x-widget": "text" },
    },
    $defs: {
      Branch: {
        type: "object",
        properties: {
          key: { type: "string", default: "" },
          label: { type: "string", title: "Label", default: "" },
          match: {
            type: "string",
            title: "Holds when",
            enum: ["all", "any"],
            default: "all",
            "x-widget": "select",
          },
          conditions: {
            type: "array",
            title: "Conditions",
            default: [],
            items: { $ref: "#/$defs/Condition" },
            "x-widget": "condition",
          },
        },
      },
      Condition: {
        type: "object",
        properties: {
          fact: { type: "string" },
          operator: { type: "string" },
          value: {},
        },
      },
    },
  },
  defaults: {
    question: "",
    branches: [{ key: "", label: "Yes", match: "all", conditions: [] }],
    otherwise: "Otherwise",
  },
});

export const HUMAN = kindOf("human_chat", {
  label: "Human Chat",
  icon: "headset",
  category: "human",
  waits: true,
  ports: [
    port("ended", { label: "Ended", tone: "good" }),
    port("nobody", { label: "Nobody", tone: "bad" }),
  ],
  schema: {
    type: "object",
    properties: {
      queue: { type: "string", title: "Queue", default: "", "x-reference": "queue" },
    },
  },
  defaults: { queue: "" },
});

export const END = kindOf("end", { label: "End", icon: "flag", category: "end", ports: [] });

export const KINDS = [START, MESSAGE, ASSISTANT, CONDITIONAL, HUMAN, END];
export const KINDS_BY_NAME = new Map(KINDS.map((kind) => [kind.kind, kind]));

/** Start, a greeting, the end. */
export function greeting(): Graph {
  return {
    nodes: [
      { id: "start", kind: "start", x: 0, y: 0, label: "", config: {} },
      {
        id: "message_1",
        kind: "message",
        x: 320,
        y: 0,
        label: "Greeting",
        config: { text: "Hello!", links: [] },
      },
      { id: "end_1", kind: "end", x: 640, y: 0, label: "", config: {} },
    ],
    edges: [
      { source: "start", port: "next", target: "message_1" },
      { source: "message_1", port: "next", target: "end_1" },
    ],
    notes: [],
  };
}

export function draftOf(graph: Graph, revision = 1, author = "Mona"): Draft {
  return { graph, revision, saved_at: "2026-03-02T12:00:00Z", author };
}

export function pageOf(graph: Graph = greeting(), more: Partial<FlowPage> = {}): FlowPage {
  return {
    id: 3,
    name: "AI triage",
    slug: "triage",
    description: "",
    draft: draftOf(graph),
    live: null,
    differs: false,
    versions: [],
    kinds: KINDS,
    facts: [
      {
        name: "escalated",
        label: "Escalated",
        group: "Assistant",
        type: "yes_no",
        choices: [],
        is_prefix: false,
      },
      {
        name: "confidence",
        label: "Confidence",
        group: "Assistant",
        type: "share",
        choices: [],
        is_prefix: false,
      },
      {
        name: "language",
        label: "Language",
        group: "Visitor",
        type: "choice",
        choices: [
          { value: "en", label: "English" },
          { value: "de", label: "German" },
        ],
        is_prefix: false,
      },
      {
        name: "visitor.",
        label: "Visitor attribute",
        group: "Visitor",
        type: "text",
        choices: [],
        is_prefix: true,
      },
    ],
    references: { profile: [{ slug: "standard", name: "Standard" }], queue: [] },
    rights: { change: true, publish: true },
    problems: [],
    start_hint: "",
    ...more,
  };
}

/** Answers like the server; `saves` are what it was asked to keep. */
export class FakeServer {
  revision = 1;
  graph: Graph;
  isDown = false;
  problems: Problem[] = [];
  readonly saves: Graph[] = [];
  private readonly more: Partial<FlowPage>;

  constructor(graph: Graph = greeting(), more: Partial<FlowPage> = {}) {
    this.graph = graph;
    this.more = more;
  }

  readonly fetch = (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (this.isDown) return Promise.reject(new TypeError("no line"));
    const body = JSON.parse(typeof init?.body === "string" ? init.body : "{}") as {
      graph?: Graph;
      revision?: number;
    };
    if (String(url).endsWith("check")) return this.answer(200, { problems: this.problems });
    if (init?.method === "PUT") return this.save(body.graph ?? this.graph, body.revision);
    const draft = draftOf(this.graph, this.revision);
    return this.answer(200, { ...pageOf(this.graph, this.more), draft });
  };

  /** Somebody else's change. */
  change(graph: Graph): void {
    this.graph = graph;
    this.revision += 1;
  }

  private save(graph: Graph, revision: number | undefined): Promise<Response> {
    if (revision !== this.revision) {
      return this.answer(409, draftOf(this.graph, this.revision, "Abel"));
    }
    this.change(graph);
    this.saves.push(graph);
    const { saved_at, author } = draftOf(graph);
    const answer = { revision: this.revision, saved_at, author, differs: true };
    return this.answer(200, { ...answer, problems: this.problems });
  }

  private answer(status: number, body: unknown): Promise<Response> {
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  }
}

export const SITE = { api_url: "/f/", templates_url: "/t/", csrf_token: "t" };
