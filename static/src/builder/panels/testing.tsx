/** Shows one panel in front of a server that answers what a test wants. */

import { act } from "react";
import { createRoot, type Root } from "react-dom/client";

import { FlowApi } from "../api";
import { initialState } from "../state/reduce";
import { BuilderStore } from "../state/store";
import { FakeServer, greeting, pageOf, SITE } from "../testing";
import type { FlowPage, Graph } from "../types";
import { BuilderContext } from "../ui/context";

export interface Asked {
  method: string;
  url: string;
  body: Record<string, unknown>;
}
/** A function decides by what was asked; a number is an answer's status without words. */
type Answer = object | number | ((asked: Asked) => object | number);

export class Stage {
  readonly server: FakeServer;
  readonly store: BuilderStore;
  readonly asked: Asked[] = [];
  /** By method and the end of the address, such as `POST publish`. */
  readonly answers: Record<string, Answer> = {};
  private readonly api: FlowApi;
  private root: Root | null = null;

  constructor(graph: Graph = greeting(), more: Partial<FlowPage> = {}) {
    this.server = new FakeServer(graph, more);
    this.api = new FlowApi(SITE, this.fetch);
    this.store = new BuilderStore(initialState(pageOf(graph, more)), this.api);
  }

  async show(panel: React.ReactNode): Promise<void> {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    document.body.replaceChildren();
    const root = createRoot(document.body.appendChild(document.createElement("div")));
    this.root = root;
    const page = { store: this.store, api: this.api, adminUrl: "/flows/" };
    await act(async () => {
      root.render(<BuilderContext value={page}>{panel}</BuilderContext>);
      await Promise.resolve();
    });
    await this.settle();
  }

  hide(): void {
    act(() => this.root?.unmount());
    this.root = null;
  }

  /** Everything that was asked for has been answered and drawn. */
  async settle(): Promise<void> {
    await act(async () => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      await new Promise((done) => setTimeout(done, 0));
    });
  }

  /** Something that happens outside of the panel. */
  async does(deed: () => void): Promise<void> {
    act(deed);
    await this.settle();
  }

  async press(name: string): Promise<void> {
    act(() => button(name).click());
    await this.settle();
  }

  fill(label: string, value: string): Promise<void> {
    return this.fillIn(field(label), value);
  }

  async fillIn(input: HTMLElement, value: string): Promise<void> {
    const proto = Object.getPrototypeOf(input) as object;
    act(() => {
      Object.getOwnPropertyDescriptor(proto, "value")?.set?.call(input, value);
      const kind = input instanceof HTMLSelectElement ? "change" : "input";
      input.dispatchEvent(new Event(kind, { bubbles: true }));
    });
    await this.settle();
  }

  /** Chooses the radio button with this value. */
  async tick(value: string): Promise<void> {
    const radio = document.querySelector<HTMLInputElement>(`input[type=radio][value="${value}"]`);
    await this.does(() => radio?.click());
  }

  private readonly fetch = (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const method = init?.method ?? "GET";
    const body = JSON.parse(typeof init?.body === "string" ? init.body : "{}") as Asked["body"];
    const asked = { method, url: String(url), body };
    this.asked.push(asked);
    const path = asked.url.split("?")[0] ?? "";
    const found = Object.entries(this.answers).find(
      ([key]) =>
        key === `${method} ${asked.url}` || `${method} ${path}`.endsWith(key.replace(" ", " /f/")),
    );
    if (!found) return this.server.fetch(url, init);
    const answer = typeof found[1] === "function" ? found[1](asked) : found[1];
    const status = typeof answer === "number" ? answer : statusOf(answer);
    return Promise.resolve(new Response(JSON.stringify(answer), { status }));
  };
}

function statusOf(answer: object): number {
  const { status } = answer as { status?: number };
  return status ?? 200;
}

export function button(name: string): HTMLButtonElement {
  const all = [...document.querySelectorAll("button")];
  const found = all.find((one) => nameOf(one).startsWith(name));
  if (!found) throw new Error(`no button ${name} among ${all.map(nameOf).join(" | ")}`);
  return found;
}

function nameOf(one: HTMLElement): string {
  return (one.getAttribute("aria-label") ?? one.textContent ?? "").trim();
}

export function field(label: string): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
  const found = [...document.querySelectorAll("label")].find((one) =>
    one.textContent?.trim().startsWith(label),
  );
  const input = found?.control ?? found?.querySelector("input, select, textarea");
  if (!input) throw new Error(`no field ${label}`);
  return input as HTMLInputElement;
}

export function words(): string {
  return document.body.textContent ?? "";
}
