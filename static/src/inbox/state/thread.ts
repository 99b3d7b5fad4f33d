/** The thread as it is drawn: items with separators, grouped; pure. */

import type { FormItem, Item, LineItem, MessageItem } from "../../protocol";
import { isSameDay } from "../words/time";

export type ThreadPart =
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: string }
  | { kind: "message"; key: string; item: MessageItem; first: boolean }
  | { kind: "line"; key: string; item: LineItem }
  | { kind: "pages"; key: string; items: LineItem[] }
  | { kind: "form"; key: string; item: FormItem };

/** Messages of one speaker within this time stand under one heading. */
const GROUP_MS = 5 * 60_000;

export function threadParts(items: readonly Item[], newFrom: number | null): ThreadPart[] {
  const parts: ThreadPart[] = [];
  let before: Item | null = null;
  let marked = newFrom === null;
  const told = items.filter((item) => !isSilent(item));
  for (const [index, item] of told.entries()) {
    if (isPassed(told, index)) continue;
    const first = !before || !isSameDay(Date.parse(before.at), Date.parse(item.at));
    if (first) parts.push({ kind: "day", key: `day-${item.seq}`, at: item.at });
    if (!marked && item.seq >= (newFrom ?? 0)) {
      marked = true;
      parts.push({ kind: "new", key: "new" });
      before = null;
    }
    add(parts, item, before);
    before = item;
  }
  return parts;
}

function add(parts: ThreadPart[], item: Item, before: Item | null): void {
  const key = String(item.seq);
  if (item.type === "message") {
    parts.push({ kind: "message", key, item, first: !continues(item, before) });
    return;
  }
  if (item.type === "form") {
    parts.push({ kind: "form", key, item });
    return;
  }
  const last = parts.at(-1);
  if (item.kind !== "page.viewed") parts.push({ kind: "line", key, item });
  else if (last?.kind === "pages") last.items.push(item);
  else parts.push({ kind: "pages", key, items: [item] });
}

function continues(item: MessageItem, before: Item | null): boolean {
  return (
    before?.type === "message" &&
    before.author === item.author &&
    before.name === item.name &&
    before.note === item.note &&
    Date.parse(item.at) - Date.parse(before.at) < GROUP_MS
  );
}

/** Waited in a queue only until the flow named another, within the same step. */
function isPassed(items: readonly Item[], index: number): boolean {
  const isQueue = (item: Item | undefined): boolean =>
    item?.type === "line" && item.kind === "queue.entered";
  if (!isQueue(items[index])) return false;
  const [next, second] = items.slice(index + 1);
  const escalated = next?.type === "line" && next.kind === "conversation.escalated";
  return isQueue(next) || (escalated && isQueue(second));
}

/**
 * That the handoff is complete the line before has said: somebody joined. What the visitor was shown
 * of the brief stands in the brief.
 */
function isSilent(item: Item): boolean {
  if (item.type !== "line") return false;
  if (item.kind === "brief.shared") return true;
  return item.kind === "handoff.settled" && item.data["state"] === "connected";
}
