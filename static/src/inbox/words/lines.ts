/** What happened, in one sentence a line; pure. */

import type { AuthorKind, LineItem, Row } from "../../protocol";
import { number, record, records, text } from "../state/read";
import { pathOf } from "./links";
import { moment } from "./time";

export type LineTone = "quiet" | "assistant" | "agent" | "waiting" | "overdue" | "resolved";
export type LineIcon =
  | "handoff"
  | "joined"
  | "left"
  | "queue"
  | "offer"
  | "page"
  | "closed"
  | "assistant"
  | "message"
  | "promise";

export interface LineWords {
  text: string;
  tone: LineTone;
  icon: LineIcon;
}

export function lineWords(item: Pick<LineItem, "kind" | "data">): LineWords {
  const { kind, data } = item;
  const agent = text(record(data["agent"])["name"]) || "An agent";
  switch (kind) {
    case "conversation.escalated":
      return { text: escalated(data), tone: "waiting", icon: "handoff" };
    case "agent.joined":
      return { text: joined(agent, text(data["by"])), tone: "agent", icon: "joined" };
    case "agent.left":
      return { text: left(agent, text(data["reason"])), tone: "quiet", icon: "left" };
    case "queue.entered":
      return { text: queued(data), tone: "waiting", icon: "queue" };
    case "offer.made":
      return { text: `Offered to ${agent}`, tone: "quiet", icon: "offer" };
    case "offer.declined":
      return { text: `${agent} declined`, tone: "quiet", icon: "offer" };
    case "offer.expired":
      return { text: `${agent} did not answer the offer in time`, tone: "quiet", icon: "offer" };
    case "queue.widened":
      return {
        text: `${text(record(data["queue"])["name"]) || "Another queue"} is asked too`,
        tone: "quiet",
        icon: "queue",
      };
    case "way.chosen":
      return { text: chosen(text(data["way"])), tone: "quiet", icon: "message" };
    case "promise.made":
      return { text: promised(data), tone: "waiting", icon: "promise" };
    case "promise.ended":
      return { text: promiseEnded(data), tone: "quiet", icon: "promise" };
    case "offers.exhausted":
      return { text: "Nobody is there to take it", tone: "overdue", icon: "queue" };
    case "handoff.settled":
      return { text: settled(text(data["state"])), tone: "quiet", icon: "handoff" };
    case "page.viewed":
      return {
        text: `Viewed ${text(data["title"]) || pathOf(text(data["url"]))}`,
        tone: "quiet",
        icon: "page",
      };
    case "brief.corrected":
      return { text: corrected(data), tone: "quiet", icon: "message" };
    case "conversation.moved":
      return moved(data);
    default:
      return { text: kind.replace(/[._]/g, " "), tone: "quiet", icon: "message" };
  }
}

function escalated(data: LineItem["data"]): string {
  const label = text(data["reason_label"]) || text(data["reason"]);
  const sentence = text(data["sentence"]);
  if (!sentence) return `Escalated: ${label}`;
  return label ? `Escalated: ${label}. ${sentence}` : `Escalated. ${sentence}`;
}

function corrected(data: LineItem["data"]): string {
  const lines = records(data["lines"]).map((one) => {
    const value = text(one["value"]);
    const name = factName(text(one["kind"]));
    return value ? `${name}: “${value}”` : `${name}: taken back`;
  });
  return `The visitor corrected what was passed on. ${lines.join(" · ")}`;
}

const FACTS: Record<string, string> = {
  wants: "What they want",
  name: "Name",
  email: "E-mail",
  phone: "Phone",
  order: "Order",
  account: "Account",
  product: "Product",
  date: "Date",
  amount: "Amount",
  error: "Error",
  url: "Address",
  tried: "Tried",
};

/** A kind of fact as the agent reads it; the label of attributes and form fields where given. */
export function factName(kind: string, label = ""): string {
  return label ? attributeName(label) : (FACTS[kind] ?? attributeName(kind));
}

function left(agent: string, reason: string): string {
  switch (reason) {
    case "handed_back":
      return `${agent} handed back to the AI`;
    case "transferred":
      return `${agent} transferred the conversation`;
    case "lost":
      return `${agent} lost the connection`;
    case "resolved":
      return `${agent} resolved the conversation`;
    default:
      return `${agent} left`;
  }
}

function joined(agent: string, by: string): string {
  return by ? `${by} assigned this to ${agent}` : `${agent} joined`;
}

const WAYS: Record<string, string> = {
  callback: "to be called back",
  offline_form: "to leave a message",
  assistant_note: "to go on with the AI",
  wait: "to wait",
};

function chosen(way: string): string {
  return `The visitor chose ${WAYS[way] ?? way.replace(/_/g, " ")}`;
}

function promised(data: LineItem["data"]): string {
  const now = Date.now();
  const at = moment(text(data["at"]), now);
  const due = moment(text(data["due_at"]), now);
  const until = due ? ` by ${due}` : "";
  switch (text(data["kind"])) {
    case "callback":
      return at ? `Promised: a call, ${at}` : `Promised: a call${until}`;
    case "message":
      return `Promised: an answer to the message${until}`;
    default:
      return `Promised: a person follows up${until}`;
  }
}

const PROMISE_ENDS: Record<string, string> = {
  kept: "Promise kept",
  dropped: "Promise dropped",
};

function promiseEnded(data: LineItem["data"]): string {
  const state = text(data["state"]);
  const by = text(data["by"]);
  return `${PROMISE_ENDS[state] ?? `Promise ${state}`}${by ? ` by ${by}` : ""}`;
}

function queued(data: LineItem["data"]): string {
  const queue = text(record(data["queue"])["name"]);
  const by = text(data["by"]);
  if (by) return `Moved to ${queue} by ${by}`;
  const priority = priorityWord(number(data["priority"]) ?? 0);
  const where = queue ? `Waiting in ${queue}` : "Waiting for a person";
  return priority ? `${where}, ${priority.toLowerCase()} priority` : where;
}

function settled(state: string): string {
  switch (state) {
    case "connected":
      return "Handoff complete: a person is there";
    case "captured":
      return "Nobody was there: the visitor's message is kept";
    case "abandoned":
      return "The visitor left before a person came";
    case "returned":
      return "Handoff withdrawn: the AI goes on";
    default:
      return `Handoff settled: ${state}`;
  }
}

function moved(data: LineItem["data"]): LineWords {
  const actor = text(record(data["actor"])["name"]);
  const by = actor ? ` by ${actor}` : "";
  switch (text(data["move"])) {
    case "close":
      return {
        text: `Closed${by}${outcome(text(data["outcome"]))}`,
        tone: "resolved",
        icon: "closed",
      };
    case "reopen":
      return { text: "Reopened: the visitor wrote again", tone: "quiet", icon: "message" };
    case "return_to_assistant":
      return {
        text: "The AI goes on",
        tone: "assistant",
        icon: "assistant",
      };
    case "defer":
      return {
        text: "Nobody was available: the visitor was asked to leave a message",
        tone: "waiting",
        icon: "message",
      };
    default:
      return { text: text(data["move"]).replace(/_/g, " "), tone: "quiet", icon: "message" };
  }
}

const OUTCOMES: Record<string, string> = {
  resolved: "resolved",
  no_reply: "no reply needed",
  spam: "spam",
};

function outcome(code: string): string {
  if (!code) return "";
  return `: ${OUTCOMES[code] ?? code.replace(/_/g, " ")}`;
}

/** A rule's priority goes from 0 to 100, and is this one unless somebody chose another. */
const USUAL = 50;
const URGENT_FROM = 80;

/** The urgency of a conversation; nothing for the usual. */
export function priorityWord(priority: number): string {
  if (priority >= URGENT_FROM) return "Urgent";
  if (priority > USUAL) return "High";
  return "";
}

const REASONS: Record<string, string> = {
  human_requested: "Asked for a person",
  low_confidence: "Low confidence",
  ungrounded_answer: "Answer not backed",
  missing_knowledge: "Not in knowledge",
  keyword: "Keyword",
  frustration: "Frustration",
  intent_category: "Intent",
  unresolved_limit: "Not solved",
  vip_or_attribute: "Visitor attribute",
  sensitive_or_compliance: "Sensitive topic",
  after_hours_urgent: "Urgent, after hours",
  ai_error: "AI failed",
  ai_timeout: "AI too slow",
  budget_limit: "Budget used up",
  abuse: "Abuse",
  agent_takeover: "Agent stepped in",
  flow_step: "Step of the flow",
  callback: "Call back",
  message: "Message",
  follow_up: "Follow-up",
  transferred: "Passed on",
  agent_lost: "Agent lost",
};

/** A reason in the few words of a chip. */
export function reasonWords(code: string): string {
  return REASONS[code] ?? code.replace(/_/g, " ");
}

const SPEAKERS: Record<AuthorKind, string> = {
  visitor: "Visitor",
  assistant: "AI",
  agent: "Agent",
  system: "",
};

/** The last line of a row: who said what. */
export function preview(row: Row, me: string): { who: string; text: string } {
  const words = row.last_text.replace(/\s+/g, " ").trim();
  if (!words) return { who: "", text: "No words yet" };
  if (row.last_author === "agent" && row.owner.kind === "agent") {
    return { who: row.owner.name === me ? "You" : row.owner.name, text: words };
  }
  return { who: row.last_author ? SPEAKERS[row.last_author] : "", text: words };
}

/** The visitor's name, or what to call them without one. */
export function visitorName(row: Pick<Row, "visitor" | "number">): string {
  return row.visitor || `Visitor ${row.number}`;
}

/** "customer_since" as a person reads it: the customer's page names attributes for machines. */
export function attributeName(key: string): string {
  const words = key.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const languages = new Intl.DisplayNames("en", { type: "language" });

/** "de-AT" as a person says it; the code where nobody knows it. */
export function languageName(code: string): string {
  try {
    return code ? (languages.of(code) ?? code) : "";
  } catch {
    return code;
  }
}
