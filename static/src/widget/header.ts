/** Who is there, said truthfully, and the menu. */

import type { Item } from "../protocol";
import { h, setAttribute, setText } from "./dom";
import { fill, type Words } from "./i18n";
import { ASSISTANT, CLOSE, MORE, icon } from "./icons";
import type { ChatState } from "./session";
import type { ThreadOptions } from "./thread";

export interface HeaderActions {
  requestHuman: () => void;
  end: () => void;
  close: () => void;
  setSound: (on: boolean) => void;
}

/** One line that is true now. */
export function statusLine({ track, link }: ChatState, words: Words): string {
  if (link === "refused") return words.refused;
  const view = track?.view;
  switch (view?.state) {
    case "queued":
      return words.waitingLine;
    case "offered":
      return hasLeftMessage(view.items) ? words.deferredLine : words.waitingLine;
    case "with_agent":
      return view.agent ? fill(words.agentLine, { name: view.agent.name }) : words.waitingLine;
    case "deferred":
      return words.deferredLine;
    case "closed":
      return words.closed;
    default:
      return words.assistantLine;
  }
}

/** Somebody is asked to answer what was left: the visitor does not wait here. */
function hasLeftMessage(items: readonly Item[]): boolean {
  const at = (kind: string): number =>
    items.findLastIndex((item) => item.type === "line" && item.kind === kind);
  return at("promise.made") > at("queue.entered");
}

/** Whether asking for a person makes sense: nobody has been asked for, nobody is there. */
export function mayAskForHuman({ track, outbox, link }: ChatState): boolean {
  const state = track?.view.state ?? "assistant";
  const asked = outbox.some(
    (pending) => pending.command.type === "request_human" && pending.state !== "failed",
  );
  return link !== "refused" && !asked && (state === "assistant" || state === "closed");
}

export class Header {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #waits: ThreadOptions["waits"];
  readonly #avatar = h("span.avatar", { "aria-hidden": "true" });
  readonly #title: HTMLElement;
  readonly #status = h("p.status", {});
  readonly #menuButton: HTMLButtonElement;
  readonly #menu: HTMLElement;
  readonly #human: HTMLButtonElement;
  readonly #end: HTMLButtonElement;
  #shown: string | null = null;

  constructor(words: Words, sound: boolean, waits: ThreadOptions["waits"], actions: HeaderActions) {
    this.#words = words;
    this.#waits = waits;
    this.#title = h("h2", { id: "title", dir: "auto" }, words.messages);
    this.#status.id = "status";
    this.#human = this.#item(words.human, actions.requestHuman);
    this.#end = this.#item(words.end, actions.end);
    this.#end.classList.add("destructive");
    this.#menu = h(
      "div.menu",
      { id: "menu", hidden: true },
      this.#human,
      this.#soundItem(sound, actions),
      this.#end,
    );
    this.#menuButton = h(
      "button.plain",
      {
        type: "button",
        "aria-label": words.menu,
        "aria-expanded": "false",
        "aria-controls": "menu",
        onClick: () => this.#toggle(Boolean(this.#menu.hidden)),
      },
      icon(MORE),
    );
    this.element = h(
      "header",
      {},
      this.#avatar,
      h("div.who", {}, this.#title, this.#status),
      this.#menuButton,
      h(
        "button.plain",
        { type: "button", "aria-label": words.close, onClick: actions.close },
        icon(CLOSE),
      ),
      this.#menu,
    );
  }

  render(state: ChatState): void {
    const view = state.track?.view;
    if (state.site) setText(this.#title, state.site.title);
    const isMore = Boolean(state.track?.waiting ?? state.site?.opens_at);
    const more = state.link !== "refused" && isMore && this.#waits(true)?.status(state);
    setText(this.#status, more || statusLine(state, this.#words));
    this.#human.hidden = !mayAskForHuman(state);
    // A message that was left stays: closed, nobody could answer it.
    this.#end.hidden = !view || view.state === "closed" || view.state === "deferred";
    this.#end.disabled = state.link !== "online";
    const name = (view?.state === "with_agent" && view.agent?.name) || "";
    const shown = [...name][0]?.toUpperCase() ?? "";
    if (this.#shown === shown) return;
    this.#shown = shown;
    this.#avatar.replaceChildren(shown || icon(ASSISTANT));
  }

  /** Closes the menu; says whether it was open. */
  closeMenu(): boolean {
    if (this.#menu.hidden) return false;
    const hadFocus = this.#menu.contains((this.element.getRootNode() as ShadowRoot).activeElement);
    this.#toggle(false);
    if (hadFocus) this.#menuButton.focus();
    return true;
  }

  /** Closes the menu when the click went elsewhere. */
  clicked(target: Node): void {
    if (!this.#menu.contains(target) && !this.#menuButton.contains(target)) this.#toggle(false);
  }

  #toggle(open: boolean): void {
    this.#menu.hidden = !open;
    setAttribute(this.#menuButton, "aria-expanded", String(open));
    if (open) this.#menu.querySelector<HTMLElement>(":is(button, input):not([hidden])")?.focus();
  }

  #item(label: string, act: () => void): HTMLButtonElement {
    const onClick = (): void => {
      this.closeMenu();
      act();
    };
    return h("button", { type: "button", onClick }, label);
  }

  #soundItem(sound: boolean, { setSound }: HeaderActions): HTMLElement {
    const box = h("input", { type: "checkbox", onChange: () => setSound(box.checked) });
    box.checked = sound;
    return h("label", {}, this.#words.sound, box);
  }
}
