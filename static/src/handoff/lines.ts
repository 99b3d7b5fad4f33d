/** The lines that are passed on, as the visitor has put them right since; pure. */

import type { BriefLine, Item, LineItem } from "../protocol";

export interface Line extends BriefLine {
  corrected: boolean;
}

/** What one handoff passes on; `isNewest`: no later handoff passes on anything. */
export interface PassedOn {
  lines: Line[];
  isNewest: boolean;
  /** Client ids of the corrections that have arrived. */
  arrived: ReadonlySet<string>;
}

export function passedOn(item: LineItem, items: readonly Item[]): PassedOn {
  const lines = linesOf(item).map((line) => ({ ...line, corrected: false }));
  const arrived = new Set<string>();
  let isNewest = true;
  for (const later of items) {
    if (later.type !== "line" || later.seq <= item.seq) continue;
    if (later.kind === "brief.shared") {
      isNewest = false;
      break;
    }
    if (later.kind !== "brief.corrected") continue;
    arrived.add(String(later.data["client_id"]));
    for (const { name, value } of linesOf(later)) {
      const line = lines.find((one) => one.name === name);
      if (line) Object.assign(line, { value, corrected: true });
    }
  }
  return { lines, isNewest, arrived };
}

function linesOf({ data }: LineItem): BriefLine[] {
  return (data["lines"] ?? []) as BriefLine[];
}
