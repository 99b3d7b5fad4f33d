/** What all fields share: a label or a legend, a hint, a problem, and a value. */

import type { FormField } from "../protocol";
import { h, setAttribute, setText } from "../widget/dom";
import { problemOf } from "./check";
import type { FormWords } from "./words";

export interface FieldContext {
  id: string;
  words: FormWords;
  language: string;
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** One field as it is drawn. */
export class Row {
  readonly field: FormField;
  readonly element: HTMLElement;
  /** Gets the focus when its value does not fit. */
  readonly first: HTMLElement | undefined;
  readonly #error: HTMLElement;
  readonly #words: FormWords;
  /** What is marked as not fitting: the one input, or the group. */
  readonly #marked: HTMLElement;
  readonly #inputs: Input[];

  constructor(
    field: FormField,
    words: FormWords,
    element: HTMLElement,
    error: HTMLElement,
    inputs: Input[],
    marked: HTMLElement = element,
  ) {
    this.field = field;
    this.element = element;
    this.first = inputs.find((one) => (one as HTMLInputElement).checked) ?? inputs[0];
    this.#words = words;
    this.#error = error;
    this.#inputs = inputs;
    this.#marked = marked;
    for (const input of inputs) {
      input.addEventListener("input", () => error.textContent && this.#recheck());
    }
  }

  get value(): string {
    const [first] = this.#inputs;
    if (first?.type !== "radio") return first?.value ?? "";
    return this.#inputs.find((one) => (one as HTMLInputElement).checked)?.value ?? "";
  }

  /** Says what is wrong, if anything is; true when the value fits. */
  check(): boolean {
    const problem = this.#problem();
    setText(this.#error, problem);
    setAttribute(this.#marked, "aria-invalid", problem ? "true" : null);
    return !problem;
  }

  /** A problem goes away as soon as it is solved; a new one waits until the form is sent. */
  #recheck(): void {
    if (!this.#problem()) this.check();
  }

  #problem(): string {
    const isBroken = this.#inputs.length === 1 && this.#inputs[0]?.validity?.badInput;
    return problemOf(this.field, this.value, this.#words, isBroken);
  }
}

/** Where a field says what is wrong, and the names of all that describes it. */
export function describing(
  { hint }: FormField,
  id: string,
): { hint: HTMLElement | false; error: HTMLElement; ids: string } {
  const error = h("p.error", { id: `${id}-error` });
  const below = Boolean(hint) && h("p.hint", { id: `${id}-hint`, dir: "auto" }, hint);
  return { hint: below, error, ids: below ? `${below.id} ${error.id}` : error.id };
}

export function optional({ required }: FormField, words: FormWords): HTMLElement | false {
  return !required && h("span.optional", {}, ` (${words.optional})`);
}
