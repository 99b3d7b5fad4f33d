/** Forms are drawn by a script of their own; until it is there, their titles stand in for them. */

import type { FormItem } from "../protocol";
import type { Boot } from "./boot";
import { h } from "./dom";
import type { Words } from "./i18n";

export type StandIn = (element: HTMLElement, item: FormItem, words: Words) => void;

/** Fills a form's place, and loads what draws it; `render`: it is there, or did not come. */
export function awaitForms(load: Boot["load"], render: () => void): StandIn {
  let isMissing = false;
  const get = (): void => {
    isMissing = false;
    const script = load("../forms/forms", () => {
      isMissing = true;
      render();
    });
    if (script) script.onload = render;
  };
  return (element, { title }, { formFailed, retry }) => {
    if (!isMissing) get();
    // Once drawn, the button stays: it has the focus.
    if (isMissing && !element.querySelector("button")) {
      const again = h("button.primary", { type: "button", onClick: get }, retry);
      element.replaceChildren(
        h(
          "div.form",
          { role: "alert" },
          h("h3", {}, title),
          h("p.error", {}, formFailed),
          h("div.actions", {}, again),
        ),
      );
    } else if (!element.firstChild) {
      // Read out when it is whole.
      element.append(h("div.form", { "aria-hidden": "true" }, h("h3", {}, title)));
    }
  };
}
