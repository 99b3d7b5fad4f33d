/** The browser's clipboard, and this site's own memory where that is not allowed. */

import { isClip } from "../state/clip";

const PLACE = "baton.flow-nodes";

/** Copies; the own memory is kept in any case, because reading the clipboard may be refused. */
export async function writeClip(text: string): Promise<void> {
  remember(text);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not allowed here: what is remembered serves this browser's tabs.
  }
}

export function remember(text: string): void {
  try {
    localStorage.setItem(PLACE, text);
  } catch {
    // Storage may be switched off; the clipboard has it then.
  }
}

/** What was copied on this site last, when the clipboard gives nothing. */
export function remembered(): string {
  try {
    const text = localStorage.getItem(PLACE) ?? "";
    return isClip(text) ? text : "";
  } catch {
    return "";
  }
}
