/** Fields of which one is chosen: radio buttons, drawn as lists, digits, stars, faces, times. */

import type { FormField } from "../protocol";
import { h } from "../widget/dom";
import { fill } from "../widget/i18n";
import { icon } from "../widget/icons";
import { describing, optional, Row, type FieldContext } from "./row";
import { daysOf } from "./slots";

const STAR = "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8Z";
const FACE = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 9.5v.5M15 9.5v.5";
/** From very bad to very good. */
const MOUTHS = [
  "M8 17q4-5 8 0",
  "M8.5 16q3.5-2 7 0",
  "M8.5 15h7",
  "M8.5 14q3.5 3 7 0",
  "M7.5 13.5h9q-.5 4-4.5 4t-4.5-4Z",
];

interface Choice {
  value: string;
  /** What is read out. */
  name: string;
  shown: Node | string;
}

export function choiceRow(field: FormField, context: FieldContext): Row {
  const choices = field.options.map(({ value, label }) => ({ value, name: label, shown: label }));
  return chosenRow(field, context, (radio) => [h("div.choices", {}, ...choices.map(radio))]);
}

export function yesNoRow(field: FormField, context: FieldContext): Row {
  const { words } = context;
  const choices = (["yes", "no"] as const).map((value) => ({
    value,
    name: words[value],
    shown: words[value],
  }));
  return chosenRow(field, context, (radio) => [h("div.times", {}, ...choices.map(radio))]);
}

export function ratingRow(field: FormField, context: FieldContext): Row {
  const { style } = field;
  const labels = context.words.ratings.split("/");
  const choices = labels.map((label, index) => {
    const value = String(index + 1);
    const face = FACE + (MOUTHS[index] ?? "");
    const shown = style === "stars" ? icon(STAR) : style === "faces" ? icon(face) : value;
    return { value, name: `${value}: ${label}`, shown };
  });
  return chosenRow(field, context, (radio) => [
    h("div", { class: `rating ${style}` }, ...choices.map(radio)),
    h("p.ends", { "aria-hidden": "true" }, h("span", {}, labels[0]), h("span", {}, labels.at(-1))),
  ]);
}

/** Times by day in the visitor's zone; the first day is open, the others fold out. */
export function slotRow(field: FormField, context: FieldContext): Row {
  const { words, language } = context;
  const days = daysOf(field.options, Date.now(), language);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return chosenRow(field, context, (radio) => [
    h("p.hint", {}, days.length ? fill(words.zone, { zone }) : words.noTimes),
    ...days.map(({ name, slots }, index) => {
      const isOpen = index === 0 || slots.some(({ value }) => value === field.value);
      const choices = slots.map(({ value, time, full }) => ({ value, name: full, shown: time }));
      return h(
        "details",
        { open: isOpen },
        h("summary", {}, name),
        h("div.times", {}, ...choices.map(radio)),
      );
    }),
  ]);
}

function chosenRow(
  field: FormField,
  { id, words }: FieldContext,
  drawn: (radio: (choice: Choice) => HTMLElement) => HTMLElement[],
): Row {
  const { hint, error, ids } = describing(field, id);
  const inputs: HTMLInputElement[] = [];
  const content = drawn(({ value, name, shown }) => {
    const input = h("input", {
      type: "radio",
      name: id,
      value,
      "aria-label": name,
      "aria-describedby": error.id,
    });
    input.checked = value === field.value;
    inputs.push(input);
    return h("label", {}, input, h("span", { "aria-hidden": "true", dir: "auto" }, shown));
  });
  const legend = h("legend", { id: `${id}-legend` }, field.label, optional(field, words));
  const element = h(
    "fieldset.row",
    {
      role: "radiogroup",
      "aria-labelledby": legend.id,
      "aria-describedby": ids,
      "aria-required": field.required ? "true" : null,
    },
    legend,
    hint,
    ...content,
    error,
  );
  return new Row(field, words, element, error, inputs);
}
