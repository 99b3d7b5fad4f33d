/** Loaded when a form is in the thread: draws it, open and settled. */

import type { BatonElement, Boot } from "../widget/boot";
import { adopt } from "../widget/sheets";
import css from "./form.css?inline";
import { FormView } from "./view";

export function mount(boot: Boot): void {
  const views = new WeakMap<HTMLElement, FormView>();
  adopt(boot.shadow, css);
  boot.form = (element, item, chat, language, toWriting) => {
    let view = views.get(element);
    if (!view) views.set(element, (view = new FormView(element, chat, language, toWriting)));
    view.render(item);
  };
}

const boot = document.querySelector<BatonElement>("baton-chat")?.boot;
if (boot) mount(boot);
