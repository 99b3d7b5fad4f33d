/** The conversation as it is shown: greeting, items, what is on its way, what is being written. */

import type { FormItem, Item, LineItem, MessageItem } from "../protocol";
import type { CardChat, Waits } from "./boot";
import { h, KeyedList, type Piece } from "./dom";
import { fill } from "./i18n";
import { ASSISTANT, DOWN, icon } from "./icons";
import {
  fillMessage,
  fillRating,
  lineWords,
  refreshTime,
  shownMessage,
  shownPending,
  type MessageContext,
  type Shown,
} from "./message";
import { richNodes } from "./richnodes";
import type { ChatState } from "./session";
import { dayOf, dayWords } from "./times";

export interface ThreadOptions extends Omit<MessageContext, "grow"> {
  onOlder: () => void;
  chat: CardChat;
  card: (element: HTMLElement, item: LineItem) => void;
  /** What says more of waits and promises, if it is there; it is got if `wanted`. */
  waits: (wanted: boolean) => Waits | undefined;
  form: (element: HTMLElement, item: FormItem) => void;
}

type Entry =
  | { type: "message"; at: string; shown: Shown; item?: MessageItem }
  | { type: "line"; at: string; key: string; text: string }
  | { type: "form"; at: string; item: FormItem }
  | { type: "card"; at: string; item: LineItem };

/** A pause in the conversation. */
const PAUSE_MS = 5 * 60_000;
/** Nearer to the end than this, the thread follows what is new. */
const NEAR_PX = 64;

export class Thread {
  readonly element: HTMLElement;
  readonly #options: ThreadOptions & MessageContext;
  readonly #greeting = h("div.greeting", {});
  readonly #older: HTMLButtonElement;
  readonly #log: HTMLElement;
  readonly #list: KeyedList;
  readonly #live = h("div.live", { "aria-hidden": "true" });
  readonly #wait = h("div", {});
  readonly #said = h("p.sr", { role: "status" });
  readonly #jump: HTMLButtonElement;
  readonly #scroller: HTMLElement;
  #liveSignature = "";
  #firstSeq = 0;
  #lastKey = "";

  constructor(options: ThreadOptions) {
    const { words } = options;
    this.#options = { ...options, grow: (element, change) => this.#grow(element, change) };
    this.#log = h("div.log", { role: "log", "aria-label": words.messages });
    this.#list = new KeyedList(this.#log);
    this.#older = h("button.older", { type: "button", onClick: options.onOlder }, words.earlier);
    this.#jump = h(
      "button.jump",
      { type: "button", hidden: true, onClick: () => this.toEnd() },
      words.newer,
      icon(DOWN),
    );
    this.#scroller = h(
      "div.scroller",
      {
        tabindex: 0,
        onScroll: () => this.#isAtEnd() && (this.#jump.hidden = true),
      },
      this.#greeting,
      this.#older,
      this.#log,
      this.#live,
      this.#wait,
    );
    this.element = h("div.thread", {}, this.#scroller, this.#jump, this.#said);
  }

  render(state: ChatState): void {
    const wasAtEnd = this.#isAtEnd();
    const bottomPx = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    const entries = this.#entries(state);
    this.#greet(state, entries.length === 0);
    this.#older.hidden = !state.track?.view.more;
    const firstSeq = state.track?.view.items[0]?.seq ?? 0;
    const isFilling = this.#list.isEmpty || firstSeq < this.#firstSeq;
    // What was said before is not announced again.
    this.#log.setAttribute("aria-live", isFilling ? "off" : "polite");
    const fresh = this.#list.show(this.#pieces(entries));
    if (!isFilling && !this.#liveSignature.startsWith("stream")) {
      for (const element of fresh) element.classList.add("fresh");
    }
    this.#renderLive(state);
    const { chat, waits } = this.#options;
    waits(Boolean(state.track?.waiting))?.card(this.#wait, this.#said, chat);
    this.#keepPlace(entries, isFilling && firstSeq < this.#firstSeq, wasAtEnd, bottomPx);
    this.#firstSeq = firstSeq;
  }

  /** The newest is seen; of a form that does not fit, its beginning. */
  toEnd(): void {
    const last = this.#log.lastElementChild as HTMLElement | null;
    const top = last?.querySelector("form") ? last.offsetTop : Infinity;
    this.#scroller.scrollTop = Math.min(top, this.#scroller.scrollHeight);
    this.#jump.hidden = true;
  }

  refreshTimes(): void {
    for (const time of this.#log.querySelectorAll("time")) refreshTime(time, this.#options);
  }

  #greet({ site }: ChatState, isEmpty: boolean): void {
    const { words } = this.#options;
    this.#greeting.hidden = !isEmpty;
    if (!isEmpty || !site || this.#greeting.firstChild) return;
    this.#greeting.append(
      h("p.hello", { dir: "auto" }, site.greeting || words.welcome),
      h("p.hint", {}, words.welcomeHint),
    );
  }

  #entries({ track, outbox }: ChatState): Entry[] {
    const { words } = this.#options;
    const stored = (track?.view.items ?? []).map((item) => this.#entryOf(item));
    const pending = outbox.map((one): Entry => {
      const shown = shownPending(one, words);
      return { type: "message", at: shown.at, shown };
    });
    const entries = [...stored.filter((entry) => entry !== null), ...pending];
    for (const [index, entry] of entries.entries()) {
      if (entry.type !== "message") continue;
      entry.shown.first = !areTogether(entries[index - 1], entry);
      entry.shown.last = !isSoonAfter(entry, entries[index + 1]);
      entry.shown.newest = index === entries.length - 1;
    }
    return entries;
  }

  #entryOf(item: Item): Entry | null {
    if (item.type === "message") {
      return { type: "message", at: item.at, shown: shownMessage(item), item };
    }
    if (item.type === "form") return { type: "form", at: item.at, item };
    if (item.kind === "brief.shared") return { type: "card", at: item.at, item };
    const { words, waits } = this.#options;
    const text =
      item.kind === "promise.made" ? (waits(true)?.promise(item) ?? null) : lineWords(item, words);
    return text === null ? null : { type: "line", at: item.at, key: `s:${item.seq}`, text };
  }

  #pieces(entries: Entry[]): Piece[] {
    const { language, now } = this.#options;
    const pieces: Piece[] = [];
    let day = dayOf(now());
    for (const entry of entries) {
      if (dayOf(entry.at) !== day) {
        day = dayOf(entry.at);
        pieces.push(linePiece(`d:${day}`, "day", dayWords(entry.at, now(), language)));
      }
      pieces.push(this.#piece(entry));
      if (entry.type !== "message" || !entry.item?.turn) continue;
      const { item } = entry;
      pieces.push({
        key: `r:${item.turn}`,
        signature: `${item.verdicts["visitor"]}`,
        fill: (element) => fillRating(element, item, this.#options),
      });
    }
    return pieces;
  }

  #piece(entry: Entry): Piece {
    if (entry.type === "line") return linePiece(entry.key, "line", entry.text);
    if (entry.type === "message") {
      return {
        key: entry.shown.key,
        signature: JSON.stringify(entry.shown),
        fill: (element) => fillMessage(element, entry.shown, this.#options),
      };
    }
    const { type, item } = entry;
    return {
      key: `s:${item.seq}`,
      // Equal to nothing: cards and forms know themselves what has changed.
      signature: NaN,
      fill: (element) =>
        type === "card" ? this.#options.card(element, item) : this.#options.form(element, item),
    };
  }

  /** What is being written: shown, never announced, and gone when the message is there. */
  #renderLive({ track }: ChatState): void {
    const { words } = this.#options;
    const stream = track?.stream;
    const typing = track?.typing;
    const signature = stream ? `stream ${stream.text}` : typing ? typing.author + typing.name : "";
    if (signature === this.#liveSignature) return;
    this.#liveSignature = signature;
    if (stream) {
      this.#live.replaceChildren(
        h(
          "div.message.by-assistant.first.under-way",
          {},
          h("p.speaker", {}, icon(ASSISTANT), words.assistant),
          h("div.bubble", { dir: "auto" }, ...richNodes(stream.text, words)),
        ),
      );
    } else if (typing) {
      const text =
        typing.author === "assistant"
          ? words.assistantTyping
          : fill(words.agentTyping, { name: typing.name || words.agent });
      const dots = h("span.dots", {}, h("i"), h("i"), h("i"));
      this.#live.replaceChildren(h(`p.typing.by-${typing.author}`, {}, dots, text));
    } else {
      this.#live.replaceChildren();
    }
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  /** After a change of its height, what is read stays where it is. */
  #grow(element: HTMLElement, change: () => void): void {
    const wasAtEnd = this.#isAtEnd();
    const { scrollHeight, scrollTop } = this.#scroller;
    change();
    if (wasAtEnd) this.toEnd();
    else if (element.offsetTop < scrollTop) {
      this.#scroller.scrollTop += this.#scroller.scrollHeight - scrollHeight;
    }
  }

  #keepPlace(entries: Entry[], hasOlder: boolean, wasAtEnd: boolean, bottomPx: number): void {
    const last = entries.at(-1);
    const lastKey = last?.type === "message" ? last.shown.key : (last?.at ?? "");
    const isNew = lastKey !== this.#lastKey;
    const isOwn = isNew && last?.type === "message" && last.shown.state === "sending";
    this.#lastKey = lastKey;
    if (hasOlder && !wasAtEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight - bottomPx;
    else if (wasAtEnd || isOwn) this.toEnd();
    else if (isNew) this.#jump.hidden = false;
  }
}

function linePiece(key: string, kind: "line" | "day", text: string): Piece {
  return {
    key,
    tag: "p",
    signature: text,
    fill: (element) => {
      element.className = kind;
      element.replaceChildren(h("span", {}, text));
    },
  };
}

/** By the same person, shortly after: one label for both. */
function areTogether(one: Entry | undefined, next: Entry): boolean {
  if (one?.type !== "message" || next.type !== "message") return false;
  const isSame = one.shown.author === next.shown.author && one.shown.name === next.shown.name;
  return isSame && isSoonAfter(one, next);
}

/** Nobody needs the time of everything that is said: it stands where a pause begins. */
function isSoonAfter(one: Entry, next: Entry | undefined): boolean {
  return next?.type === "message" && Date.parse(next.at) - Date.parse(one.at) < PAUSE_MS;
}
