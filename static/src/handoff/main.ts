/** Loaded when a person is asked for: what the visitor reads about the handoff, inside the thread. */

import type { BatonElement, Boot } from "../widget/boot";
import { adopt } from "../widget/sheets";
import { Card } from "./card";
import css from "./card.css?inline";

export function mount(boot: Boot): void {
  const cards = new WeakMap<HTMLElement, Card>();
  adopt(boot.shadow, css);
  boot.card = (element, item, chat, language) => {
    let card = cards.get(element);
    if (!card) cards.set(element, (card = new Card(element, item, chat, language)));
    card.render();
  };
}

const boot = document.querySelector<BatonElement>("baton-chat")?.boot;
if (boot) mount(boot);
