/** Everything that is said about waiting, promises and opening hours, in one language. */

import type { FormItem, LineItem, PromiseMade, Track, WaitingFrame } from "../protocol";
import type { CardChat, Waits } from "../widget/boot";
import type { ChatState } from "../widget/session";
import { WaitCard } from "./card";
import { spanOf, type Span } from "./span";
import { toldOf, type Told, type Way } from "./told";
import { atWords, opensWords, type Moment } from "./when";
import { waitWords, type WaitWords } from "./words";

/** What a way asks for in the thread; while that is open, it is not chosen again. */
const FORMS: Partial<Record<Way, FormItem["kind"]>> = {
  callback: "callback",
  offline_form: "offline",
};

export class SpokenWaits implements Waits {
  readonly #words: WaitWords;
  readonly #now: () => number;
  #card: WaitCard | null = null;
  #frame: WaitingFrame | null = null;
  #span: Span | null = null;

  constructor(language: string, now: () => number) {
    this.#words = waitWords(language);
    this.#now = now;
  }

  status({ track, site }: ChatState): string {
    const { waiting, assistant, asking } = this.#words;
    const told = this.#told(track);
    if (told) {
      const { head, span, opens } = told;
      return head === asking ? head : span ? `${waiting}, ${span}` : opens;
    }
    const opens = opensWords(site?.opens_at, this.#words, this.#moment);
    const isIdle = !track || track.view.state === "assistant";
    return isIdle && opens ? `${assistant} · ${opens}` : "";
  }

  promise({ data }: LineItem): string {
    const { kind, at, due_at } = data as unknown as PromiseMade;
    const { [kind === "callback" ? (at ? "call" : "callBy") : kind]: template } = this.#words;
    return atWords(template, at ?? due_at, this.#words, this.#moment);
  }

  card(place: HTMLElement, said: HTMLElement, chat: CardChat): void {
    this.#card ??= new WaitCard(place, said, chat, this.#words);
    const { track } = chat.state;
    if (track && /queued|offered/.test(track.view.state)) this.#card.show(this.#told(track));
    else this.#card.end();
  }

  get #moment(): Moment {
    return { now: this.#now() };
  }

  #told(track: Track | null): Told | null {
    const wait = track?.waiting;
    if (!wait) return null;
    const { state, items } = track.view;
    const told = toldOf(wait, state === "offered", this.#spanOf(wait), this.#words, this.#moment);
    const isOpen = (way: Way): boolean =>
      items.some((one) => one.type === "form" && one.status === "open" && one.kind === FORMS[way]);
    return { ...told, ways: told.ways.filter((way) => !isOpen(way)) };
  }

  /** In the words that were used before, as long as they hold and the place is the same. */
  #spanOf(wait: WaitingFrame): Span | null {
    const before = this.#frame;
    if (wait === before) return this.#span;
    const { conversation, position, low_s, high_s } = wait;
    const isSame = before?.conversation === conversation && before.position === position;
    const isKnown = low_s !== null && high_s !== null;
    this.#frame = wait;
    this.#span = isKnown ? spanOf(low_s, high_s, isSame ? this.#span : null) : null;
    return this.#span;
  }
}
