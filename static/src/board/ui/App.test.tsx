import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createStore } from "../../inbox/client/store";
import type { BoardCommand, BoardEvent, BoardFrame } from "../../protocol";
import { FakeClock, FakeWire } from "../../protocol/testing";
import { BoardClient } from "../client";
import { initialState, reduce } from "../state/reduce";
import { agentOf, at, boardOf, promiseOf, queueOf, waitOf } from "../testing";
import { App } from "./App";
import { BoardContext } from "./context";

interface Asked {
  path: string;
  body: Record<string, unknown>;
}

let root: Root;
let wire: FakeWire<BoardEvent, BoardCommand>;
let asked: Asked[];
let answer: () => Response;

function open(mayAct: boolean): void {
  const store = createStore(reduce, initialState(mayAct));
  const client = new BoardClient({
    url: "ws://server",
    api: "/api/board/",
    token: "t",
    store,
    clock: Object.assign(new FakeClock(), { now: Date.now }),
    network: null,
    connect: () => wire,
    send: (url, init) => {
      const body = JSON.parse(String(init?.body)) as Asked["body"];
      asked.push({ path: String(url).replace("/api/board/", ""), body });
      return Promise.resolve(answer());
    },
  });
  const links = { name: "Mona", inboxUrl: "/inbox/", adminUrl: "/admin/", loginUrl: "/login/" };
  root = createRoot(document.body.appendChild(document.createElement("div")));
  act(() => {
    root.render(
      <BoardContext value={{ store, client, links }}>
        <App />
      </BoardContext>,
    );
    client.start();
    wire.open();
    wire.deliver({ type: "welcome", heartbeat_s: 15, may_act: mayAct });
  });
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  document.body.replaceChildren();
  wire = new FakeWire();
  asked = [];
  answer = () => Response.json({ board: boardOf({}, 1) });
  open(true);
});

afterEach(() => act(() => root.unmount()));

function show(changes: Partial<BoardFrame>, seconds = 0): void {
  act(() => wire.deliver(boardOf(changes, seconds)));
}
function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>("button")].find(
    (one) => (one.getAttribute("aria-label") ?? one.textContent).trim() === name,
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
}
function choice(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>(".choice")].find((one) =>
    one.textContent.startsWith(name),
  );
  if (!found) throw new Error(`no choice ${name}`);
  return found;
}
async function press(one: HTMLButtonElement): Promise<void> {
  await act(async () => {
    one.click();
    await Promise.resolve();
  });
  await act(() => new Promise((done) => setTimeout(done)));
}
const text = (): string => document.body.textContent;

describe("the board", () => {
  it("is loading until the first one comes, and says when there is nothing", () => {
    expect(text()).toContain("Loading the board");
    show({ agents: [] });
    expect(text()).toContain("Nobody is waiting.");
    expect(text()).toContain("Nothing is owed.");
    expect(text()).toContain("Nobody answers visitors yet.");
  });

  it("gives a waiting conversation to somebody with room, and says so", async () => {
    const agents = [agentOf(7, "Ada", { load: 2 }), agentOf(9, "Abel")];
    show({ waiting: [waitOf(1)], agents });
    await press(button("Assign Visitor 1"));
    expect(choice("Ada").disabled).toBe(true);
    expect(document.activeElement).toBe(choice("Abel"));
    await press(choice("Abel"));
    expect(asked).toEqual([{ path: "conversations/talk-1/assign", body: { agent: 9 } }]);
    expect(text()).toContain("Visitor 1 is with Abel now.");
    expect(text()).toContain("Nobody is waiting.");
  });

  it("says at the row what was not possible, and loses nothing", async () => {
    answer = () => Response.json({ code: "ended", detail: "This is settled." }, { status: 409 });
    show({ promises: [promiseOf(1)] });
    await press(button("Drop the promise to Owed 1"));
    const area = document.querySelector("textarea");
    if (!area) throw new Error("no note");
    act(() => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(
        area,
        "Spam",
      );
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    show({}, 2); // somebody else settled it meanwhile
    await press(button("Drop it"));
    expect(asked[0]).toEqual({ path: "promises/1/drop", body: { note: "Spam" } });
    expect(document.querySelector("[role=alert]")?.textContent).toContain("This is settled.");
    expect(document.querySelector("textarea")?.value).toBe("Spam");
  });

  it("undoes the closing of a queue", async () => {
    show({});
    await press(button("Close Support"));
    await press(button("Undo"));
    expect(asked.map(({ path }) => path)).toEqual(["queues/1/close", "queues/1/open"]);
  });

  it("puts promises off from when they are due, or from now where that is past", async () => {
    show({ promises: [promiseOf(1, { due_at: at(600) })] });
    await press(button("Postpone the promise to Owed 1"));
    await press(choice("15 minutes later"));
    expect(asked[0]?.body).toEqual({ due_at: at(1500) });
  });

  it("shows one queue's rows only, and all again", async () => {
    const waiting = [waitOf(1), waitOf(2, { queue: 2 })];
    show({ waiting, queues: [queueOf(1, "Support"), queueOf(2, "Sales")] });
    await press(button("Sales"));
    expect(text()).not.toContain("Visitor 1");
    expect(text()).toContain("Shown is only what belongs to Sales.");
    await press(button("Show all queues"));
    expect(text()).toContain("Visitor 1");
  });

  it("says that the line is gone and how old everything is", () => {
    show({ waiting: [waitOf(1)] });
    act(() => wire.onclose?.({ code: 1006 }));
    expect(text()).toContain("Connection lost. Trying again…");
    expect(text()).toContain("Visitor 1");
  });

  it("says what to do when the account may no longer look", () => {
    show({});
    act(() => wire.onclose?.({ code: 4403 }));
    expect(text()).toContain("may no longer look at the board");
  });

  it("offers nothing to who may only look", () => {
    act(() => wire.deliver({ type: "welcome", heartbeat_s: 15, may_act: false }));
    show({ waiting: [waitOf(1)], promises: [promiseOf(1)] });
    const names = [...document.querySelectorAll("button")].map((one) => one.textContent);
    expect(names).toEqual(["Support", "Sales"]);
    expect(document.querySelectorAll("a[href='/inbox/#/waiting/talk-1']")).toHaveLength(1);
  });
});
