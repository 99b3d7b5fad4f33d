/** What the loader hands to the widget, and the few words that the launcher needs before. */

import type { FormItem, LineItem, VisitorCommand } from "../protocol";
import type { Chat, ChatState } from "./session";

/** What the card of a handoff needs of the chat. */
export interface CardChat {
  readonly state: ChatState;
  do: (command: VisitorCommand) => boolean;
}

/** What a form needs of the chat. */
export interface FormChat {
  readonly state: ChatState;
  settleForm: Chat["settleForm"];
}

/** Waiting, promises and opening hours in one language. */
export interface Waits {
  /** The header's line; empty where its own says as much. */
  status: (state: ChatState) => string;
  promise: (item: LineItem) => string;
  /** Shows how the wait stands, or nothing; what has changed is also `said` to screen readers. */
  card: (place: HTMLElement, said: HTMLElement, chat: CardChat) => void;
}

export interface Boot {
  key: string;
  origin: string;
  /** Inside the shadow tree; holds the launcher, and later the panel. */
  root: HTMLElement;
  shadow: ShadowRoot;
  launcher: HTMLButtonElement;
  /** The visitor (or the page) asked for the panel before the widget was there. */
  wanted: "" | "click" | "quietly";
  /** Replaces the rules that hold the customer's colour. */
  setAccent: (rules: string) => void;
  setLauncher: (language: string, isOpen: boolean, unread: number) => void;
  /** Loads another script of ours, once at a time; `name` is relative to the loader. */
  load: (name: string, failed?: () => void) => HTMLScriptElement | null;
  /** Draws what a handoff passes on; there once its script is loaded. */
  card?: (element: HTMLElement, item: LineItem, chat: CardChat, language: string) => void;
  /** Draws a form, open or settled; there once its script is loaded. */
  form?: (
    element: HTMLElement,
    item: FormItem,
    chat: FormChat,
    language: string,
    toWriting: () => void,
  ) => void;
  /** There once its script is loaded. */
  waits?: (language: string) => Waits;
  toggle: () => void;
  open: () => void;
  close: () => void;
}

export interface BatonElement extends HTMLElement {
  boot: Boot;
}

export interface LauncherWords {
  open: string;
  close: string;
  unread: (count: number) => string;
  failed: string;
}

const en: LauncherWords = {
  open: "Open chat",
  close: "Close chat",
  unread: (count) => `${count} unread message${count === 1 ? "" : "s"}`,
  failed: "The chat could not be loaded. Please try again.",
};

const de: LauncherWords = {
  open: "Chat öffnen",
  close: "Chat schließen",
  unread: (count) => `${count} ungelesene Nachricht${count === 1 ? "" : "en"}`,
  failed: "Der Chat konnte nicht geladen werden. Bitte versuchen Sie es noch einmal.",
};

export function launcherWords(language: string): LauncherWords {
  return language.toLowerCase().startsWith("de") ? de : en;
}
