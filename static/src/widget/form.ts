/** A form in the thread: asked, checked next to its fields, sent or skipped, thanked for. */

import type { FormField, FormItem } from "../protocol";
import { h, present, setAttribute, setText } from "./dom";
import { fill, type Words } from "./i18n";
import { CHECK, icon } from "./icons";
import type { FormProgress } from "./session";

export interface FormActions {
  submit: (form_id: string, values: Record<string, string>) => void;
  skip: (form_id: string) => void;
}

type Input = HTMLInputElement | HTMLTextAreaElement;

interface Row {
  field: FormField;
  element: HTMLElement;
  error: HTMLElement;
  inputs: Input[];
}

/** Why the value does not fit its field, or an empty text. */
export function problemOf(field: FormField, raw: string, words: Words): string {
  const value = raw.trim();
  if (!value) {
    if (!field.required) return "";
    return field.kind === "rating" ? words.chooseRating : words.needed;
  }
  if ([...value].length > field.max_chars) return fill(words.tooLong, { count: field.max_chars });
  if (field.kind === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value)) return words.badEmail;
  return "";
}

/** An open form; it keeps what was typed while everything around it changes. */
export class OpenForm {
  readonly element: HTMLFormElement;
  readonly #rows: Row[];
  readonly #error: HTMLElement;
  readonly #submit: HTMLButtonElement;
  readonly #skip: HTMLButtonElement;
  readonly #words: Words;

  constructor(item: FormItem, words: Words, actions: FormActions) {
    this.#words = words;
    this.#rows = item.fields.map((field) => rowOf(field, item.form_id, words));
    this.#error = h("p.error", { role: "alert" });
    this.#submit = h("button.primary", { type: "submit" }, words.send);
    this.#skip = h(
      "button.quiet",
      { type: "button", onClick: () => actions.skip(item.form_id) },
      words.formSkip,
    );
    const title = `title-${item.form_id}`;
    this.element = h(
      "form.form",
      {
        novalidate: true,
        "aria-labelledby": title,
        onSubmit: (event: SubmitEvent) => {
          event.preventDefault();
          if (this.#isFine()) actions.submit(item.form_id, this.#values());
        },
      },
      h("h3", { id: title }, item.title),
      item.text && h("p.hint", { dir: "auto" }, item.text),
      ...this.#rows.map(({ element }) => element),
      this.#error,
      h("div.actions", {}, this.#submit, this.#skip),
    );
  }

  show(progress: FormProgress | undefined): void {
    const sending = progress?.sending ?? false;
    setText(this.#error, progress?.error ?? "");
    setText(this.#submit, sending ? this.#words.sending : this.#words.send);
    this.#submit.disabled = this.#skip.disabled = sending;
  }

  #values(): Record<string, string> {
    return Object.fromEntries(this.#rows.map((row) => [row.field.name, valueOf(row)]));
  }

  #isFine(): boolean {
    let first: Input | undefined;
    for (const row of this.#rows) {
      const problem = problemOf(row.field, valueOf(row), this.#words);
      setText(row.error, problem);
      for (const input of row.inputs) setAttribute(input, "aria-invalid", problem ? "true" : null);
      if (problem) first ??= row.inputs[0];
    }
    first?.focus();
    return !first;
  }
}

function valueOf({ field, inputs }: Row): string {
  if (field.kind !== "rating") return inputs[0]?.value ?? "";
  return inputs.find((input) => (input as HTMLInputElement).checked)?.value ?? "";
}

function rowOf(field: FormField, form_id: string, words: Words): Row {
  const id = `f-${form_id}-${field.name}`;
  const error = h("p.error", { id: `${id}-error` });
  if (field.kind === "rating") return ratingRow(field, id, error, words);
  const shared = { id, name: field.name, "aria-describedby": error.id, required: field.required };
  const input =
    field.kind === "long_text"
      ? h("textarea", { ...shared, rows: 3, dir: "auto" })
      : h("input", { ...shared, ...inputKind(field), dir: "auto" });
  input.value = field.value;
  input.addEventListener("input", () => {
    if (error.textContent && !problemOf(field, input.value, words)) {
      setText(error, "");
      input.removeAttribute("aria-invalid");
    }
  });
  const label = h("label", { for: id }, field.label, !field.required && optional(words));
  return {
    field,
    error,
    inputs: [input],
    element: h("div.row", {}, label, input, error),
  };
}

function inputKind(field: FormField): Record<string, string> {
  if (field.kind === "email") return { type: "email", autocomplete: "email", inputmode: "email" };
  if (field.kind === "phone") return { type: "tel", autocomplete: "tel", inputmode: "tel" };
  return { type: "text", autocomplete: field.name === "name" ? "name" : "off" };
}

function ratingRow(field: FormField, id: string, error: HTMLElement, words: Words): Row {
  const labels = words.ratings.split("/");
  const inputs = labels.map((label, index) =>
    h("input", {
      type: "radio",
      name: id,
      id: `${id}-${index + 1}`,
      value: index + 1,
      "aria-label": `${index + 1}: ${label}`,
      "aria-describedby": error.id,
    }),
  );
  for (const input of inputs) {
    input.checked = input.value === field.value;
    input.addEventListener("change", () => setText(error, ""));
  }
  const element = h(
    "fieldset.row",
    {},
    h("legend", {}, field.label, !field.required && optional(words)),
    h(
      "div.rating",
      {},
      ...inputs.map((input) =>
        h("label", { for: input.id }, input, h("span", { "aria-hidden": "true" }, input.value)),
      ),
    ),
    h("p.ends", { "aria-hidden": "true" }, h("span", {}, labels[0]), h("span", {}, labels.at(-1))),
    error,
  );
  return { field, error, inputs, element };
}

function optional(words: Words): HTMLElement {
  return h("span.optional", {}, ` (${words.optional})`);
}

/** What became of a form: thanks and what was said, or that it was skipped. */
export function settledForm(item: FormItem, words: Words): HTMLElement {
  const skipped = item.status === "skipped";
  const thanks = item.kind === "survey" ? words.thanksSurvey : words.thanksOffline;
  const answers = item.fields.filter(({ name }) => item.values[name]);
  return h(
    "div.form.settled",
    {},
    h("h3", {}, item.title),
    h("p.outcome", {}, !skipped && icon(CHECK), skipped ? words.skipped : thanks),
    answers.length > 0 &&
      h(
        "dl",
        {},
        ...answers.flatMap((field) =>
          present([
            h("dt", {}, field.label),
            h("dd", { dir: "auto" }, answerOf(field, item.values, words)),
          ]),
        ),
      ),
  );
}

function answerOf({ name, kind }: FormField, values: Record<string, string>, words: Words): string {
  const value = values[name] ?? "";
  if (kind !== "rating") return value;
  return `${value} – ${words.ratings.split("/")[Number(value) - 1] ?? ""}`;
}
