/** A form that waits: asked, checked next to its fields, sent or skipped. */

import type { FormField, FormItem } from "../protocol";
import { h, setAttribute, setText } from "../widget/dom";
import { linkNode, onSite } from "../widget/links";
import type { FormProgress } from "../widget/session";
import { choiceRow, ratingRow, slotRow, yesNoRow } from "./chosen";
import type { FieldContext, Row } from "./row";
import { typedRow } from "./typed";
import type { FormWords } from "./words";

export interface FormActions {
  submit: (values: Record<string, string>) => void;
  skip: () => void;
}

/** From this many on a list that folds out is quicker than reading them all. */
const MANY_CHOICES = 6;

const ROWS: Partial<Record<FormField["kind"], (field: FormField, context: FieldContext) => Row>> = {
  choice: (field, context) =>
    (field.options.length < MANY_CHOICES ? choiceRow : typedRow)(field, context),
  yes_no: yesNoRow,
  rating: ratingRow,
  slot: slotRow,
};

/** An open form; it keeps what was typed while everything around it changes. */
export class OpenForm {
  readonly element: HTMLFormElement;
  readonly #rows: Row[];
  readonly #buttons: HTMLButtonElement[];
  readonly #error = h("p.error", { role: "alert" });
  readonly #submit: HTMLButtonElement;
  readonly #words: FormWords;
  #isSending = false;

  constructor(item: FormItem, words: FormWords, language: string, actions: FormActions) {
    const { form_id, title, text, fields, is_skippable } = item;
    this.#words = words;
    this.#submit = h("button.primary", { type: "submit" }, words.send);
    const skip = h(
      "button.quiet",
      { type: "button", onClick: this.#once(actions.skip) },
      words.skip,
    );
    const pressed = item.kind === "buttons" ? fields[0] : undefined;
    const choices = pressed ? this.#choices(pressed, actions) : [];
    this.#rows = pressed
      ? []
      : fields.map((field) => {
          const id = `f-${form_id}-${field.name}`;
          return (ROWS[field.kind] ?? typedRow)(field, { id, words, language });
        });
    this.#buttons = [
      this.#submit,
      skip,
      ...choices.filter((one) => one instanceof HTMLButtonElement),
    ];
    const head = h("h3", { id: `title-${form_id}`, dir: "auto" }, title || pressed?.label);
    const send = this.#once(() => {
      if (!pressed && this.#isFine()) actions.submit(this.#values());
    });
    this.element = h(
      "form.form",
      {
        novalidate: true,
        "aria-labelledby": head.id,
        onSubmit: (event: SubmitEvent) => {
          event.preventDefault();
          send();
        },
      },
      head,
      text && h("p.hint", { dir: "auto" }, text),
      ...this.#rows.map(({ element }) => element),
      pressed?.hint && h("p.hint", { dir: "auto" }, pressed.hint),
      this.#error,
      h("div.actions", {}, ...choices, !pressed && this.#submit, is_skippable && skip),
    );
  }

  show(progress: FormProgress | undefined): void {
    this.#isSending = progress?.sending ?? false;
    setText(this.#error, progress?.error ?? "");
    setText(this.#submit, this.#isSending ? this.#words.sending : this.#words.send);
    // Not `disabled`, which would lose the focus.
    for (const button of this.#buttons)
      setAttribute(button, "aria-disabled", this.#isSending && "true");
  }

  /** A second press while the first is on its way does nothing. */
  #once(act: () => void): () => void {
    return () => {
      if (!this.#isSending) act();
    };
  }

  /** A button for each option, which sends at once; those with an address are links. */
  #choices({ name, options }: FormField, { submit }: FormActions): HTMLElement[] {
    return options.map(({ value, label, url }) => {
      if (url) return linkNode(onSite(url), this.#words, label);
      const press = this.#once(() => submit({ [name]: value }));
      return h("button.option", { type: "button", dir: "auto", onClick: press }, label);
    });
  }

  #values(): Record<string, string> {
    return Object.fromEntries(this.#rows.map((row) => [row.field.name, row.value]));
  }

  #isFine(): boolean {
    const wrong = this.#rows.filter((row) => !row.check());
    wrong[0]?.first?.focus();
    return !wrong.length;
  }
}
