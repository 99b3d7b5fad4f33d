/** The panel: header, connection bar, thread, composer; opening, closing and focus. */

import { h, setText } from "./dom";
import { Composer } from "./composer";
import { Header, mayAskForHuman } from "./header";
import { directionOf, wordsOf } from "./i18n";
import type { Chat, ChatState } from "./session";
import type { Store } from "./storage";
import { Thread, type ThreadOptions } from "./thread";

export interface PanelOptions {
  chat: Chat;
  language: string;
  draft: Store;
  sound: boolean;
  setSound: (on: boolean) => void;
  onClose: () => void;
  card: ThreadOptions["card"];
  waits: ThreadOptions["waits"];
  form: ThreadOptions["form"];
}

const TIMES_MS = 30_000;

export class Panel {
  readonly element: HTMLElement;
  readonly #header: Header;
  readonly #bar: HTMLElement;
  readonly #thread: Thread;
  readonly #composer: Composer;
  readonly #words;
  readonly #times: ReturnType<typeof setInterval>;

  constructor(options: PanelOptions) {
    const { chat, language, draft, sound, setSound, onClose, waits } = options;
    const words = (this.#words = wordsOf(language));
    const requestHuman = (): void => {
      chat.requestHuman();
      this.#thread.toEnd();
      this.#composer.focus();
    };
    this.#header = new Header(words, sound, waits, {
      requestHuman,
      end: () => {
        chat.do({ type: "end" });
        this.#composer.focus();
      },
      close: onClose,
      setSound,
    });
    this.#bar = h("p.bar", { role: "status" });
    this.#thread = new Thread({
      words,
      language,
      now: () => Date.now(),
      chat,
      card: options.card,
      waits,
      form: options.form,
      onRetry: (client_id) => chat.retry(client_id),
      onRate: (turn, verdict) => chat.do({ type: "rate", turn, verdict }),
      onOlder: () => chat.older(),
    });
    this.#composer = new Composer(words, draft, {
      say: (text) => chat.say(text),
      requestHuman,
      typing: (on) => chat.typing(on),
    });
    this.element = h(
      "section.panel",
      {
        id: "panel",
        hidden: true,
        role: "dialog",
        "aria-modal": "false",
        "aria-labelledby": "title",
        "aria-describedby": "status",
        lang: language,
        dir: directionOf(language),
        onKeydown: (event: KeyboardEvent) => this.#pressed(event, onClose),
        onClick: (event: Event) => this.#header.clicked(event.target as Node),
      },
      this.#header.element,
      this.#bar,
      this.#thread.element,
      this.#composer.element,
    );
    this.#times = setInterval(() => {
      if (!this.isOpen) return;
      this.render(chat.state);
      this.#thread.refreshTimes();
    }, TIMES_MS);
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    this.element.hidden = false;
    this.#thread.refreshTimes();
    this.#thread.toEnd();
  }

  close(): void {
    this.#header.closeMenu();
    this.element.hidden = true;
  }

  focus(): void {
    this.#composer.focus();
  }

  render(state: ChatState): void {
    this.#header.render(state);
    setText(this.#bar, state.link === "reconnecting" ? this.#words.reconnecting : "");
    this.#thread.render(state);
    const maxChars = state.site?.message_max_chars ?? Infinity;
    this.#composer.render(maxChars, mayAskForHuman(state), state.link === "refused");
  }

  remove(): void {
    clearInterval(this.#times);
    this.element.remove();
  }

  #pressed(event: KeyboardEvent, onClose: () => void): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation(); // the page below has its own ideas about Escape
    if (!this.#header.closeMenu()) onClose();
  }
}
