/** Where the visitor writes. Enter sends, Shift+Enter begins a line. */

import { h, setText } from "./dom";
import { fill, type Words } from "./i18n";
import { PERSON, SEND, icon } from "./icons";
import type { Store } from "./storage";

export interface ComposerActions {
  say: (text: string) => void;
  requestHuman: () => void;
  typing: (on: boolean) => void;
}

/** The limit is mentioned when no more than this much of it is left. */
const MENTION_BELOW = 0.2;
/** "I am typing" is repeated at most this often, and withdrawn after as long a pause. */
const TYPING_MS = 4_000;
const MAX_ROWS = 6;

export class Composer {
  readonly element: HTMLFormElement;
  readonly #words: Words;
  readonly #actions: ComposerActions;
  readonly #draft: Store;
  readonly #input: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #human: HTMLButtonElement;
  readonly #count: HTMLElement;
  #maxChars = Infinity;
  #typingSince = 0;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(words: Words, draft: Store, actions: ComposerActions) {
    this.#words = words;
    this.#actions = actions;
    this.#draft = draft;
    this.#input = h("textarea", {
      id: "input",
      rows: 1,
      dir: "auto",
      placeholder: words.placeholder,
      "aria-label": words.compose,
      "aria-describedby": "count",
      enterkeyhint: "send",
      onInput: () => this.#changed(),
      onKeydown: (event: KeyboardEvent) => this.#pressed(event),
    });
    this.#input.value = draft.get("draft") ?? "";
    this.#send = h("button.send", { type: "submit", "aria-label": words.send }, icon(SEND));
    this.#human = h(
      "button.human",
      { type: "button", onClick: () => this.#askForHuman() },
      icon(PERSON),
      words.human,
    );
    this.#count = h("p.count", { id: "count" });
    this.element = h(
      "form.composer",
      {
        onSubmit: (event: SubmitEvent) => {
          event.preventDefault();
          this.#submit();
        },
      },
      h("div.entry", {}, this.#input, this.#send),
      h("div.below", {}, this.#human, this.#count),
    );
    this.#measure();
  }

  render(maxChars: number, mayAskForHuman: boolean, isRefused: boolean): void {
    this.#maxChars = maxChars;
    this.#human.hidden = !mayAskForHuman;
    this.#input.disabled = isRefused;
    this.#measure();
  }

  focus(): void {
    this.#input.focus({ preventScroll: true });
  }

  #askForHuman(): void {
    this.#actions.requestHuman();
    this.focus(); // the button goes away
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #changed(): void {
    const text = this.#input.value;
    this.#draft.set("draft", text || null);
    this.#measure();
    this.#typing(text !== "");
  }

  #typing(on: boolean): void {
    clearTimeout(this.#typingTimer);
    const now = Date.now();
    if (on) {
      this.#typingTimer = setTimeout(() => this.#typing(false), TYPING_MS);
      if (now - this.#typingSince < TYPING_MS) return;
    } else if (!this.#typingSince) {
      return;
    }
    this.#typingSince = on ? now : 0;
    this.#actions.typing(on);
  }

  #measure(): void {
    const text = this.#input.value;
    const left = this.#maxChars - [...text.trim()].length;
    const isMentioned = left < this.#maxChars * MENTION_BELOW;
    const words = left < 0 ? this.#words.over : this.#words.left;
    setText(this.#count, isMentioned ? fill(words, { count: Math.abs(left) }) : "");
    this.#count.classList.toggle("over", left < 0);
    this.#send.disabled = !text.trim() || left < 0;
    // Browsers that cannot size a field by its content.
    this.#input.rows = Math.min(MAX_ROWS, text.split("\n").length);
  }

  #submit(): void {
    if (this.#send.disabled) {
      this.focus();
      return;
    }
    const text = this.#input.value.trim();
    this.#input.value = "";
    this.#typingSince = 0; // sending says that typing is over
    this.#changed();
    this.#actions.say(text);
    this.focus();
  }
}
