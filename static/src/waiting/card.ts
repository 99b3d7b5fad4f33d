/** The card at the thread's foot: how the wait stands, and what can be done instead of waiting. */

import type { ErrorFrame } from "../protocol";
import type { CardChat } from "../widget/boot";
import { h, setAttribute, setText } from "../widget/dom";
import type { Told, Way } from "./told";
import type { WaitWords } from "./words";

/** A choice that has led nowhere after this long may be made again. */
const ANSWER_MS = 15_000;

export class WaitCard {
  readonly #place: HTMLElement;
  readonly #chat: CardChat;
  readonly #words: WaitWords;
  /** What screen readers are told: not every figure, only what has really changed. */
  readonly #said: HTMLElement;
  readonly #head = h("strong", {});
  readonly #span = h("span", {});
  readonly #why = h("p.why", {});
  readonly #hint: HTMLElement;
  readonly #ways = h("div.ways", {});
  readonly #error = h("p.error", { role: "alert" });
  readonly #card: HTMLElement;
  #key = "";
  /** The way that was chosen, until the server has taken it or refused. */
  #chosen: Way | "" = "";
  /** The newest refusal when it was chosen. */
  #before: ErrorFrame | null = null;
  /** The line broke since: nobody knows whether the choice has arrived. */
  #isUnsure = false;
  /** The focus has left a button and waits in the thread for what that brings. */
  #isBetween = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(place: HTMLElement, said: HTMLElement, chat: CardChat, words: WaitWords) {
    this.#place = place;
    this.#said = said;
    this.#chat = chat;
    this.#words = words;
    this.#hint = h("p.hint", {}, words.instead);
    this.#card = h(
      "div.wait",
      { role: "group", "aria-label": words.waiting, hidden: true },
      h("p", {}, this.#head, this.#span),
      this.#why,
      this.#hint,
      this.#ways,
      this.#error,
    );
    place.replaceChildren(this.#card);
  }

  /** The wait as it stands; null: nobody has said, as the line was down. */
  show(told: Told | null): void {
    this.#isUnsure ||= !told;
    if (!told) this.#leave(this.#card);
    this.#card.hidden = !told;
    if (!told) return;
    this.#settle(told.ways);
    this.#tell(told);
    this.#offer(told.ways);
    this.#goOn();
  }

  /** The visitor does not wait any more. */
  end(): void {
    this.#key = this.#chosen = "";
    setText(this.#said, "");
    setText(this.#error, "");
    this.show(null);
  }

  #tell({ head, span, why, key }: Told): void {
    const rest = span && `, ${span}`;
    setText(this.#head, head);
    setText(this.#span, rest);
    setText(this.#why, why);
    this.#card.classList.toggle("long", why !== "");
    if (key === this.#key) return;
    this.#key = key;
    setText(this.#said, why ? `${head}${rest}. ${why}` : head + rest);
  }

  /** The buttons stay while the ways do, and with them the focus. */
  #offer(ways: Way[]): void {
    const drawn = [...this.#ways.children].map((one) => (one as HTMLButtonElement).value);
    if (drawn.join() !== ways.join()) {
      this.#leave(this.#ways);
      setText(this.#error, ""); // what was refused is not on offer any more
      this.#ways.replaceChildren(
        ...ways.map((way) =>
          h("button.option", { type: "button", value: way, onClick: () => this.#choose(way) }),
        ),
      );
    }
    this.#hint.hidden = !ways.length;
    this.#mark();
  }

  #mark(): void {
    const { sending } = this.#words;
    for (const button of this.#ways.querySelectorAll("button")) {
      const way = button.value as Way;
      // Not `disabled`: that would take the focus away.
      setAttribute(button, "aria-disabled", this.#chosen ? "true" : null);
      setText(button, way === this.#chosen ? sending : this.#words[way]);
    }
  }

  #choose(way: Way): void {
    if (this.#chosen) return;
    this.#chosen = way;
    this.#before = this.#chat.state.refused;
    this.#isUnsure = false;
    setText(this.#error, "");
    this.#mark();
    this.#send(way);
  }

  #send(way: Way): void {
    this.#chat.do({ type: "choose_way", way });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#chosen) return;
      this.#fail("");
      this.#mark();
    }, ANSWER_MS);
  }

  #fail(message: string): void {
    this.#chosen = "";
    setText(this.#error, message || this.#words.failed);
  }

  #settle(ways: Way[]): void {
    const { refused } = this.#chat.state;
    const way = this.#chosen;
    if (way && refused && refused !== this.#before && refused.client_id === null) {
      // Our own words say it better when nothing is known but that it failed.
      this.#fail(refused.code === "failed" ? "" : refused.message);
    } else if (way && !ways.includes(way)) {
      this.#chosen = "";
    } else if (way && this.#isUnsure) {
      this.#send(way);
    }
    this.#isUnsure = false;
  }

  /** What is about to go does not take the focus along: it goes on to the form that was asked for. */
  #leave(part: HTMLElement): void {
    if (!part.contains(this.#focused)) return;
    this.#thread?.focus();
    this.#isBetween = true;
  }

  /** To the form once it is drawn, which may be later than it is asked. */
  #goOn(): void {
    if (!this.#isBetween) return;
    const field = this.#thread?.querySelector<HTMLElement>(
      ".log > :last-child form :is(input, textarea, select)",
    );
    if (this.#focused === this.#thread) field?.focus();
    this.#isBetween = this.#focused === this.#thread;
  }

  get #thread(): HTMLElement | null {
    return this.#place.parentElement;
  }

  get #focused(): Element | null {
    return (this.#place.getRootNode() as ShadowRoot).activeElement;
  }
}
