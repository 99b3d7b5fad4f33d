/** The card "this is what I am passing on": lines that the visitor reads and may put right. */

import { newClientId, type LineItem } from "../protocol";
import type { CardChat } from "../widget/boot";
import { h, setText } from "../widget/dom";
import { passedOn, type Line, type PassedOn } from "./lines";
import { cardWords, type CardWords } from "./words";

/** As the server counts; see chat/corrections.py. */
const LONGEST = 300;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const MULTI_LINE = new Set(["wants", "tried"]);
/** States in which nobody has taken over yet. */
const WAITING = new Set(["queued", "offered", "deferred"]);

interface Sent {
  client_id: string;
  name: string;
  value: string;
}

export class Card {
  readonly #element: HTMLElement;
  readonly #item: LineItem;
  readonly #chat: CardChat;
  readonly #words: CardWords;
  readonly #list = h("dl", {});
  readonly #status = h("p.hint.said", { role: "status" });
  readonly #hint: HTMLElement;
  /** Name of the line that is being changed. */
  #editing = "";
  #draft = "";
  #problem = "";
  #sent: Sent | null = null;
  #link = "";
  #signature = "";

  constructor(element: HTMLElement, item: LineItem, chat: CardChat, language: string) {
    this.#element = element;
    this.#item = item;
    this.#chat = chat;
    this.#words = cardWords(language);
    this.#hint = h("p.hint", {}, this.#words.hint);
    const id = `passed-${item.seq}`;
    element.className = "form card";
    element.setAttribute("role", "group");
    element.setAttribute("aria-labelledby", id);
    element.replaceChildren(
      h("h3", { id }, this.#words.title),
      this.#hint,
      this.#list,
      this.#status,
    );
  }

  render(): void {
    const { track, link, refused } = this.#chat.state;
    if (!track) return;
    const now = passedOn(this.#item, track.view.items);
    const sent = this.#sent;
    const line = now.lines.find(({ name }) => name === sent?.name);
    // Another tab may have said the same: then nothing arrives under our own id.
    const isSaved = sent && (now.arrived.has(sent.client_id) || line?.value === sent.value);
    if (isSaved) this.#done(this.#words.saved);
    else if (sent && refused?.client_id === sent.client_id) this.#refuse(refused.message);
    else if (sent && link === "online" && this.#link !== "online") this.#send(sent);
    this.#link = link;
    const mayChange = now.isNewest && WAITING.has(track.view.state);
    if (!mayChange) this.#editing = "";
    this.#hint.hidden = !mayChange;
    this.#draw(now, mayChange);
  }

  #draw({ lines }: PassedOn, mayChange: boolean): void {
    const isSending = this.#sent !== null;
    const signature = JSON.stringify([lines, mayChange, this.#editing, isSending, this.#problem]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    const root = this.#element.getRootNode() as ShadowRoot;
    const hadFocus = this.#list.contains(root.activeElement);
    const wasAt = root.activeElement?.closest<HTMLElement>("[data-name]")?.dataset["name"];
    this.#list.replaceChildren(...lines.map((line) => this.#row(line, mayChange, isSending)));
    if (hadFocus) this.#focus(wasAt ?? "");
  }

  /** On the field or the button of this line; where there is none, where messages are written. */
  #focus(name: string): void {
    const row = [...this.#list.children].find(
      (one) => (one as HTMLElement).dataset["name"] === name,
    );
    const place =
      row?.querySelector<HTMLElement>(":is(input, textarea):not(:disabled)") ??
      row?.querySelector("button") ??
      this.#element.closest(".panel")?.querySelector<HTMLElement>("#input");
    place?.focus();
  }

  #row(line: Line, mayChange: boolean, isSending: boolean): HTMLElement {
    const label = this.#label(line);
    const isEdited = mayChange && this.#editing === line.name;
    const content = isEdited
      ? h("dd", {}, this.#form(line, label, isSending))
      : h("dd", {}, ...this.#value(line), mayChange && this.#changeButton(line, label));
    return h("div", { "data-name": line.name }, h("dt", {}, label), content);
  }

  #value({ value, corrected }: Line): (HTMLElement | false)[] {
    const { nothing, corrected: mark } = this.#words;
    return [
      h("span.value", { dir: "auto" }, value || nothing),
      corrected && Boolean(value) && h("span.mark", {}, mark),
    ];
  }

  #label({ kind }: Line): string {
    return this.#words[kind as keyof CardWords] ?? kind;
  }

  #changeButton(line: Line, label: string): HTMLElement {
    const edit = (): void => {
      if (this.#sent) return;
      this.#editing = line.name;
      this.#draft = line.value;
      this.#problem = "";
      setText(this.#status, "");
      this.render();
      this.#focus(line.name);
    };
    const name = `${this.#words.change}: ${label}`;
    return h("button", { type: "button", "aria-label": name, onClick: edit }, this.#words.change);
  }

  #form(line: Line, label: string, isSending: boolean): HTMLElement {
    const words = this.#words;
    const error = h("p.error", { role: "alert", id: `wrong-${this.#item.seq}` }, this.#problem);
    const shared = {
      "aria-label": label,
      "aria-describedby": error.id,
      "aria-invalid": this.#problem ? "true" : null,
      maxlength: LONGEST,
      dir: "auto",
      disabled: isSending,
      onInput: () => (this.#draft = input.value),
    };
    const input: HTMLInputElement | HTMLTextAreaElement = MULTI_LINE.has(line.kind)
      ? h("textarea", { ...shared, rows: 3 })
      : h("input", { ...shared, type: line.kind === "email" ? "email" : "text" });
    input.value = this.#draft;
    return h(
      "form.row",
      {
        novalidate: true,
        onSubmit: (event: SubmitEvent) => {
          event.preventDefault();
          this.#save(line);
        },
        onKeydown: (event: KeyboardEvent) => {
          if (event.key !== "Escape" || event.isComposing) return;
          event.stopPropagation(); // it would close the panel
          this.#leave(line);
        },
      },
      input,
      error,
      h(
        "div.actions",
        {},
        h(
          "button.primary",
          { type: "submit", disabled: isSending },
          isSending ? words.saving : words.save,
        ),
        h(
          "button.quiet",
          { type: "button", disabled: isSending, onClick: () => this.#leave(line) },
          words.cancel,
        ),
      ),
    );
  }

  #save(line: Line): void {
    if (this.#sent) return;
    const value = this.#draft.trim().replace(/\s+/g, " ");
    if (value === line.value) return this.#leave(line);
    if (value && line.kind === "email" && !EMAIL.test(value)) {
      this.#problem = this.#words.badEmail;
      this.render();
      return this.#focus(line.name);
    }
    this.#problem = "";
    this.#sent = { client_id: newClientId(), name: line.name, value };
    this.#send(this.#sent);
    this.render();
  }

  #leave(line: Line): void {
    this.#editing = "";
    this.#sent = null;
    this.render();
    this.#focus(line.name);
  }

  #send({ client_id, name, value }: Sent): void {
    this.#chat.do({ type: "correct_brief", client_id, lines: { [name]: value } });
  }

  #done(words: string): void {
    const name = this.#sent?.name ?? "";
    this.#sent = null;
    this.#editing = "";
    setText(this.#status, words);
    // The line is drawn anew right after this.
    queueMicrotask(() => this.#focus(name));
  }

  #refuse(message: string): void {
    this.#sent = null;
    this.#problem = message || this.#words.failed;
  }
}
