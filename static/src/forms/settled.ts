/** What became of a form: thanks and what was said, or that it was skipped. */

import type { FormField, FormItem } from "../protocol";
import { h } from "../widget/dom";
import { CHECK, icon } from "../widget/icons";
import { slotWords } from "./slots";
import type { FormWords } from "./words";

/** Can take the focus from the button that was pressed. */
export function settledForm(item: FormItem, words: FormWords, language: string): HTMLElement {
  const { kind, title, fields, values, status } = item;
  const isSkipped = status === "skipped";
  const answers = fields
    .filter(({ name }) => values[name])
    .map((field) => [field.label, answerOf(field, values[field.name] ?? "", words, language)]);
  const isPressed = kind === "buttons" && !isSkipped;
  const thanks = kind === "buttons" ? (answers[0]?.[1] ?? "") : words[kind];
  return h(
    "div.form.settled",
    { tabindex: -1 },
    h("h3", { dir: "auto" }, title || fields[0]?.label),
    h(
      "p.outcome",
      {},
      !isSkipped && icon(CHECK),
      h("span", { dir: "auto" }, isSkipped ? words.skipped : thanks),
    ),
    !isPressed &&
      answers.length > 0 &&
      h(
        "dl",
        {},
        ...answers.flatMap(([label, answer]) => [
          h("dt", { dir: "auto" }, label),
          h("dd", { dir: "auto" }, answer),
        ]),
      ),
  );
}

function answerOf(
  { kind, options }: FormField,
  value: string,
  words: FormWords,
  language: string,
): string {
  switch (kind) {
    case "rating":
      return `${value} – ${words.ratings.split("/")[Number(value) - 1] ?? ""}`;
    case "yes_no":
      return value === "yes" ? words.yes : words.no;
    case "date":
      // A day has no zone: read and written in the same one, it stays what it is.
      return new Date(`${value}T00:00Z`).toLocaleDateString(language, {
        dateStyle: "long",
        timeZone: "UTC",
      });
    case "slot":
      return slotWords(value, language);
    case "choice":
    case "buttons":
      return options.find((option) => option.value === value)?.label ?? value;
    default:
      return value;
  }
}
