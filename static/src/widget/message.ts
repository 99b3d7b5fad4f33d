/** One message, one system line: what stands in them and who speaks. */

import type {
  AgentJoined,
  AgentLeft,
  AuthorKind,
  CitationView,
  ConversationMoved,
  ImageView,
  LineItem,
  LinkView,
  MessageItem,
  Pending,
  Rate,
  RequestHuman,
  Say,
} from "../protocol";
import { safeHref } from "../shared/href";
import { h, present, setText } from "./dom";
import { fill, type Words } from "./i18n";
import { ALERT, ASSISTANT, EXTERNAL, PERSON, icon } from "./icons";
import { linkNode, onSite } from "./links";
import { richNodes } from "./richnodes";
import { timeWords } from "./times";

/** A message as it is shown, stored or still on its way. */
export interface Shown {
  key: string;
  author: AuthorKind;
  name: string;
  text: string;
  at: string;
  citations: readonly CitationView[];
  image: ImageView | null;
  links: readonly LinkView[];
  state: "sending" | "sent" | "failed" | "";
  reason: string;
  client_id: string;
  /** First of what the same person said in a row. */
  first: boolean;
  /** A pause follows, or nothing. */
  last: boolean;
  /** Nothing has been said since. */
  newest: boolean;
}

const BLANK = {
  name: "",
  citations: [],
  image: null,
  links: [],
  state: "",
  reason: "",
  client_id: "",
  first: true,
  last: true,
  newest: false,
} as const;

export function shownMessage(item: MessageItem): Shown {
  const { client_id, seq, author, name, text, at, citations, image, links } = item;
  const key = client_id ? `m:${client_id}` : `s:${seq}`;
  return { ...BLANK, key, author, name, text, at, citations, image, links };
}

export function shownPending(pending: Pending<Say | RequestHuman>, words: Words): Shown {
  const { command, client_id, state, reason, at } = pending;
  return {
    ...BLANK,
    key: `m:${client_id}`,
    author: "visitor",
    text: command.type === "say" ? command.text : words.humanAsked,
    at: new Date(at).toISOString(),
    state,
    reason,
    client_id,
  };
}

export interface MessageContext {
  words: Words;
  language: string;
  now: () => number;
  onRetry: (client_id: string) => void;
  onRate: (turn: number, verdict: Rate["verdict"]) => void;
  /** Carries out a change that makes `element` higher. */
  grow: (element: HTMLElement, change: () => void) => void;
}

/** Fills `element` with the message; the element itself stays while the message changes state. */
export function fillMessage(element: HTMLElement, shown: Shown, context: MessageContext): void {
  const { words } = context;
  element.className = `message by-${shown.author}${shown.first ? " first" : ""}`;
  element.replaceChildren(
    ...present([
      speaker(shown, words),
      h(
        "div.bubble",
        { dir: "auto" },
        ...richNodes(shown.text, words),
        // The same one again: it has been loaded.
        shown.image && (element.querySelector("img") ?? picture(shown.image, element, context)),
      ),
      shown.links.length > 0 && links(shown.links, words),
      shown.citations.length > 0 && sources(shown.citations, words),
      shown.state === "failed"
        ? failure(shown, context)
        : (shown.last || shown.state === "sending") && foot(shown, context),
    ]),
  );
}

function speaker({ author, name, first }: Shown, words: Words): HTMLElement {
  const label = (author === "agent" && name) || words[author];
  // Said to screen readers for every message; seen once per speaker.
  const isSeen = first && (author === "assistant" || author === "agent");
  return h(
    isSeen ? "p.speaker" : "p.sr",
    {},
    isSeen && icon(author === "agent" ? PERSON : ASSISTANT),
    isSeen ? label : `${label}: `,
  );
}

/** Takes no room until it is there; what it would have shown, in words, when it does not come. */
function picture({ url, alt }: ImageView, element: HTMLElement, { grow }: MessageContext): Node {
  const image = h("img.coming", {
    alt,
    loading: "lazy",
    referrerpolicy: "no-referrer",
    onLoad: () => grow(element, () => image.classList.remove("coming")),
    onError: () => grow(element, () => image.replaceWith(alt)),
  });
  const address = onSite(url);
  if (safeHref(address)) image.src = address;
  return image;
}

function links(shown: readonly LinkView[], words: Words): HTMLElement {
  return h("p.links", {}, ...shown.map(({ label, url }) => linkNode(onSite(url), words, label)));
}

function sources(citations: readonly CitationView[], words: Words): HTMLElement {
  return h(
    "div.sources",
    {},
    h("p", {}, words.sources),
    h(
      "ul",
      {},
      ...citations.map(({ title, url, quote }) => {
        const link = linkNode(url, words, h("span", {}, title || url), icon(EXTERNAL));
        if (quote) link.title = quote;
        return h("li", {}, link);
      }),
    ),
  );
}

function foot({ at, state, author, newest }: Shown, context: MessageContext): HTMLElement {
  const { words } = context;
  const time = h("time", { datetime: at });
  refreshTime(time, context);
  const isOwn = newest && author === "visitor";
  const delivery = state === "sending" ? words.sending : isOwn && words.sent;
  return h("p.foot", {}, delivery && `${delivery} ·`, time);
}

function failure({ reason, client_id }: Shown, { words, onRetry }: MessageContext): HTMLElement {
  return h(
    "p.foot.failed",
    { role: "alert" },
    icon(ALERT),
    h("span", {}, reason || words.failed),
    h("button", { type: "button", onClick: () => onRetry(client_id) }, words.retry),
  );
}

const VERDICTS = ["right", "wrong"] as const;
const PRESSED = "aria-pressed";

/** Was the answer helpful? The buttons stay while the verdict changes, and keep the focus. */
export function fillRating(
  element: HTMLElement,
  { turn, verdicts }: MessageItem,
  { words, onRate }: MessageContext,
): void {
  element.className = "foot";
  if (!element.firstChild) {
    const { helpful } = words;
    element.append(
      helpful,
      ...VERDICTS.map((value) =>
        h(
          "button",
          {
            type: "button",
            value,
            "aria-label": `${helpful} ${words[value]}`,
            // Pressed once more, it is taken back.
            onClick: ({ target }: { target: Element }) =>
              onRate(turn as number, target.getAttribute(PRESSED) === "true" ? "" : value),
          },
          words[value],
        ),
      ),
    );
  }
  for (const button of element.querySelectorAll("button")) {
    button.setAttribute(PRESSED, String(button.value === verdicts["visitor"]));
  }
}

export function refreshTime(time: HTMLTimeElement, { language, now }: MessageContext): void {
  setText(time, timeWords(time.dateTime, now(), language));
}

/** The words of a system line, or null for lines that tell a visitor nothing. */
export function lineWords(item: LineItem, words: Words): string | null {
  switch (item.kind) {
    case "agent.joined":
      return fill(words.joined, (item.data as unknown as AgentJoined).agent as { name: string });
    case "agent.left":
      return leftWords(item.data as unknown as AgentLeft, words);
    case "queue.entered":
      return words.queued;
    case "conversation.moved":
      return movedWords(item.data as unknown as ConversationMoved, words);
    default:
      return null;
  }
}

function leftWords({ agent, reason }: AgentLeft, words: Words): string | null {
  if (reason === "resolved") return null; // the end of the conversation says it
  const text = reason === "transferred" ? words.transferred : reason === "lost" && words.lost;
  return fill(text || words.agentLeft, { name: agent.name });
}

function movedWords({ move, outcome }: ConversationMoved, words: Words): string | null {
  if (move === "close") {
    const ended = outcome === "ended_by_visitor" ? words.closedByYou : words.closed;
    return `${ended}. ${words.closedHint}`;
  }
  if (move === "reopen") return words.reopened;
  if (move === "return_to_assistant") return words.returned;
  if (move === "defer") return words.deferred;
  return null;
}
