/** Loaded when somebody waits, something is promised or nobody is in: puts it into words. */

import type { BatonElement, Boot } from "../widget/boot";
import { adopt } from "../widget/sheets";
import css from "./waiting.css?inline";
import { SpokenWaits } from "./waits";

export function mount(boot: Boot): void {
  adopt(boot.shadow, css);
  boot.waits = (language) => new SpokenWaits(language, () => Date.now());
}

const boot = document.querySelector<BatonElement>("baton-chat")?.boot;
if (boot) mount(boot);
