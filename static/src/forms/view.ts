/** One form in the thread, from being asked to being settled. */

import type { FormItem } from "../protocol";
import type { FormChat } from "../widget/boot";
import { OpenForm } from "./open";
import { settledForm } from "./settled";
import { formWords, type FormWords } from "./words";

const CONTROLS = "input, select, textarea, button, a";

export class FormView {
  readonly #element: HTMLElement;
  readonly #chat: FormChat;
  readonly #words: FormWords;
  readonly #language: string;
  /** The focus goes to where messages are written. */
  readonly #toWriting: () => void;
  #open: OpenForm | null = null;
  #status = "";

  constructor(element: HTMLElement, chat: FormChat, language: string, toWriting: () => void) {
    this.#element = element;
    this.#chat = chat;
    this.#words = formWords(language);
    this.#language = language;
    this.#toWriting = toWriting;
  }

  render(item: FormItem): void {
    if (item.status !== this.#status) this.#draw(item);
    this.#open?.show(this.#chat.state.forms[item.form_id]);
  }

  #draw(item: FormItem): void {
    const root = this.#element.getRootNode() as ShadowRoot;
    const hadFocus = this.#element.contains(root.activeElement);
    this.#status = item.status;
    this.#open = item.status === "open" ? this.#opened(item) : null;
    const drawn = this.#open?.element ?? settledForm(item, this.#words, this.#language);
    this.#element.replaceChildren(drawn);
    if (!hadFocus) return;
    const place = this.#open ? drawn.querySelector<HTMLElement>(CONTROLS) : drawn;
    place?.focus();
  }

  #opened(item: FormItem): OpenForm {
    const { form_id, kind } = item;
    return new OpenForm(item, this.#words, this.#language, {
      submit: (values) => {
        this.#chat.settleForm({ type: "submit_form", form_id, values });
        // A pressed button keeps the focus: where messages are written a phone opens its keyboard.
        if (kind !== "buttons") this.#toWriting();
      },
      skip: () => {
        this.#chat.settleForm({ type: "skip_form", form_id });
        this.#toWriting();
      },
    });
  }
}
