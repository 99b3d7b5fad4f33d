import { beforeEach, describe, expect, it } from "vitest";

import type { StaffCommand, StaffEvent } from "../../protocol";
import { FakeClock, FakeWire } from "../../protocol/testing";
import { initialState } from "../state/initial";
import { reduce } from "../state/reduce";
import {
  COUNTS,
  entryFrame,
  entryOf,
  idOf,
  message,
  openedFrame,
  rowOf,
  WELCOME,
  withAda,
} from "../testing";
import { InboxClient } from "./client";
import { createStore } from "./store";

let clock: FakeClock;
let wires: FakeWire<StaffEvent, StaffCommand>[];
let store: ReturnType<typeof newStore>;
let client: InboxClient;

function newStore() {
  return createStore(reduce, initialState({ tab: "mine" }));
}

beforeEach(() => {
  clock = new FakeClock();
  wires = [];
  store = newStore();
  client = new InboxClient({
    url: "ws://server",
    store,
    clock,
    network: null,
    connect: () => {
      const wire = new FakeWire<StaffEvent, StaffCommand>();
      wires.push(wire);
      return wire;
    },
  });
  client.start();
});

const wire = (): FakeWire<StaffEvent, StaffCommand> =>
  wires.at(-1) as FakeWire<StaffEvent, StaffCommand>;
const sent = (type: StaffCommand["type"]): StaffCommand[] =>
  wire().sent.filter((command) => command.type === type);
const refOf = (command: StaffCommand | undefined): string =>
  command && "ref" in command ? command.ref : "";

function join(): void {
  wire().open();
  wire().deliver(WELCOME);
}
function open(number: number): void {
  store.dispatch({ type: "local.select", id: idOf(number) });
  wire().deliver(openedFrame(withAda(number), [message(1)]));
}
function reconnect(): void {
  wire().drop();
  clock.advance(1_500);
  join();
}

describe("the client", () => {
  it("joins, and asks for the list of the tab", () => {
    join();
    expect(wire().sent[0]).toEqual({ type: "join" });
    expect(sent("list")).toMatchObject([{ query: { tab: "mine", search: "", before: null } }]);
    store.dispatch({ type: "local.tab", tab: "waiting" });
    expect(sent("list")).toHaveLength(2);
  });

  it("beats twice a period", () => {
    join();
    clock.advance(10_000);
    expect(sent("beat")).toHaveLength(1);
    wire().deliver({ type: "heartbeat", seqs: {} });
    clock.advance(10_000);
    expect(sent("beat")).toHaveLength(2);
  });

  it("opens what is selected and leaves what was", () => {
    join();
    open(1);
    open(2);
    expect(sent("open")).toHaveLength(2);
    expect(sent("leave")).toEqual([{ type: "leave", conversation: idOf(1) }]);
  });

  it("resumes after a gap, once", () => {
    join();
    open(1);
    wire().deliver(entryFrame(1, entryOf(4)));
    wire().deliver(entryFrame(1, entryOf(5)));
    expect(sent("resume")).toEqual([{ type: "resume", conversation: idOf(1), after: 1 }]);
  });

  it("resumes again when the answer was lost", () => {
    join();
    open(1);
    wire().deliver({ type: "heartbeat", seqs: { [idOf(1)]: 3 } });
    clock.advance(3_200);
    expect(sent("resume")).toHaveLength(2);
  });

  it("asks for everything again on a new connection", () => {
    join();
    open(1);
    reconnect();
    expect(wires).toHaveLength(2);
    expect(sent("list")).toHaveLength(1);
    expect(sent("open")).toMatchObject([{ conversation: idOf(1) }]);
    expect(store.get().conversation?.status).toBe("ready");
  });

  it("keeps words written without a connection, and sends them once", () => {
    join();
    open(1);
    wire().drop();
    client.write("reply", idOf(1), "Hello");
    expect(store.get().outbox).toHaveLength(1);
    clock.advance(1_500);
    join();
    expect(sent("reply")).toMatchObject([{ text: "Hello" }]);
    const ref = refOf(sent("reply")[0]);
    wire().deliver({ type: "done", ref, seq: 2 });
    clock.advance(12_000);
    expect(sent("reply")).toHaveLength(1);
  });

  it("sends unanswered words again under the same client_id", () => {
    join();
    open(1);
    client.write("reply", idOf(1), "Hello");
    clock.advance(5_000);
    wire().deliver({ type: "heartbeat", seqs: {} });
    clock.advance(6_000);
    const ids = sent("reply").map((command) => ("client_id" in command ? command.client_id : ""));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("does not pretend to act without a connection", () => {
    join();
    wire().drop();
    expect(client.do({ type: "take_over", conversation: idOf(1) })).toBe(false);
    expect(store.get().toasts[0]?.text).toContain("Not connected");
  });

  it("repeats taking over when the line broke before the answer", () => {
    join();
    client.do({ type: "take_over", conversation: idOf(1) });
    reconnect();
    expect(sent("take_over")).toHaveLength(1);
  });

  it("asks for more rows from where the list ends", () => {
    join();
    const ref = refOf(sent("list")[0]);
    wire().deliver({ type: "rows", ref, rows: [rowOf(9)], counts: COUNTS, more: true });
    client.more();
    client.more();
    expect(sent("list")).toHaveLength(2);
    expect(sent("list")[1]).toMatchObject({ query: { before: rowOf(9).last_at } });
  });

  it("says that words were read once", () => {
    join();
    open(1);
    client.seen(idOf(1), 1);
    client.seen(idOf(1), 1);
    expect(sent("read")).toEqual([{ type: "read", conversation: idOf(1), seq: 1 }]);
  });

  it("says that the agent types, and stopped", () => {
    join();
    client.typing(idOf(1), true);
    client.typing(idOf(1), true);
    expect(sent("typing")).toHaveLength(1);
    clock.advance(4_500);
    expect(sent("typing").at(-1)).toMatchObject({ on: false });
  });

  it("stops when the server does not want it", () => {
    wire().open();
    wire().drop(4401);
    clock.advance(60_000);
    expect(store.get().status).toBe("refused");
    expect(wires).toHaveLength(1);
  });
});
