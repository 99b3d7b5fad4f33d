/** Keys for the whole page; none of them works while somebody types. */

import { useEffect } from "react";

import {
  askToDelete,
  chosen,
  clipOf,
  deleteNow,
  duplicate,
  nudge,
  paste,
  selectAll,
} from "../state/deeds";
import { GRID, type Place } from "../state/graph";
import { mayChange } from "../state/reduce";
import type { BuilderStore } from "../state/store";
import { remember, remembered } from "./clipboard";
import { usePage } from "./context";
import { SETTINGS_TITLE_ID } from "./Inspector";
import { SEARCH_ID } from "./Palette";

const LETTERS = "baton.flow-builder.letters";
/** How many steps of the grid an arrow key goes with shift. */
const FAR = 5;
const WAYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Single letters can be switched off, for those who speak or tremble (WCAG 2.1.4). */
export function areLettersOn(): boolean {
  try {
    return localStorage.getItem(LETTERS) !== "off";
  } catch {
    return true;
  }
}

export function setLetters(isOn: boolean): void {
  try {
    localStorage.setItem(LETTERS, isOn ? "on" : "off");
  } catch {
    // Without storage the choice holds for nobody; letters stay on.
  }
}

const NOT_TYPED = new Set(["button", "checkbox", "radio", "range", "color", "submit"]);

/** Whether keys belong to what has the focus. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NOT_TYPED.has(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target.isContentEditable;
}

function isBusy(event: Event): boolean {
  return (
    event.defaultPrevented ||
    isTyping(event.target) ||
    document.querySelector("dialog[open], .fb-menu") !== null
  );
}

/** Escape leads out of the settings, also from a text field; a select box closes by it. */
function leavesSettings(event: KeyboardEvent): event is KeyboardEvent & { target: Element } {
  const { key, target, defaultPrevented } = event;
  return (
    key === "Escape" &&
    !defaultPrevented &&
    target instanceof Element &&
    !(target instanceof HTMLSelectElement) &&
    target.closest(".fb-dock-settings") !== null &&
    document.querySelector("dialog[open], .fb-menu") === null
  );
}

/** `centre`: of what is in sight, where things are pasted. */
export function useKeys(centre: () => Place): void {
  const { store } = usePage();
  useEffect(() => {
    const keyed = (event: KeyboardEvent): void => {
      if (leavesSettings(event) && escaped(store, event.target)) return event.preventDefault();
      if (isBusy(event)) return;
      const isCommand = event.ctrlKey || event.metaKey;
      const isDone = isCommand ? command(store, event) : !event.altKey && plain(store, event);
      if (isDone) event.preventDefault();
    };
    const copied = (event: ClipboardEvent): void => {
      if (isBusy(event) || !getSelection()?.isCollapsed) return;
      const text = clipOf(store.get());
      if (!text) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", text);
      remember(text);
      if (event.type === "cut" && mayChange(store.get())) deleteNow(store, chosen(store.get()));
      else store.say("Copied.");
    };
    const pasted = (event: ClipboardEvent): void => {
      if (isBusy(event)) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (paste(store, text || remembered(), text ? centre() : null)) event.preventDefault();
    };
    document.addEventListener("keydown", keyed);
    document.addEventListener("copy", copied);
    document.addEventListener("cut", copied);
    document.addEventListener("paste", pasted);
    return () => {
      document.removeEventListener("keydown", keyed);
      document.removeEventListener("copy", copied);
      document.removeEventListener("cut", copied);
      document.removeEventListener("paste", pasted);
    };
  }, [store, centre]);
}

function command(store: BuilderStore, event: KeyboardEvent): boolean {
  switch (event.key.toLowerCase()) {
    case "z":
      store.dispatch({ type: event.shiftKey ? "redo" : "undo" });
      return true;
    case "y":
      store.dispatch({ type: "redo" });
      return true;
    case "d":
      duplicate(store);
      return true;
    case "a":
      selectAll(store);
      return true;
    default:
      return false;
  }
}

function plain(store: BuilderStore, event: KeyboardEvent): boolean {
  const state = store.get();
  const way = WAYS[event.key];
  const target = event.target instanceof Element ? event.target : document.body;
  const isOnCanvas = target === document.body || target.closest(".fb-canvas") !== null;
  if (way && isOnCanvas && state.selection.nodes.length + state.selection.notes.length) {
    const step = GRID * (event.shiftKey ? FAR : 1);
    nudge(store, way[0] * step, way[1] * step);
    return true;
  }
  switch (event.key) {
    case "Delete":
    case "Backspace":
      if (!chosen(state).length) return false;
      askToDelete(store, chosen(state));
      return true;
    case "Escape":
      return escaped(store, target);
    case "Enter":
      if (!target.matches(".react-flow__node")) return false;
      store.openSettings();
      focusSoon(SETTINGS_TITLE_ID);
      return true;
    case "n":
    case "N":
    case "/":
      if (!areLettersOn()) return false;
      return focusSearch(store);
    default:
      return false;
  }
}

/** From the settings back to the node; from there to nothing selected. */
function escaped(store: BuilderStore, target: Element): boolean {
  const [id] = store.get().selection.nodes;
  if (target.closest(".fb-dock") && id) {
    store.dispatch({ type: "sheet", isOpen: false });
    const node = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    (node ?? document.getElementById(`fb-row-${id}`))?.focus();
    return true;
  }
  if (!chosen(store.get()).length) return false;
  store.select({});
  return true;
}

function focusSearch(store: BuilderStore): boolean {
  const search = document.getElementById(SEARCH_ID);
  if (!search || !mayChange(store.get())) return false;
  search.focus();
  return true;
}

function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
