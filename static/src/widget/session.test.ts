// @vitest-environment node
import { describe, expect, it, vi } from "vitest";

import { RefusedError } from "./api";
import type { ChatState } from "./session";
import { connected, type FakeServer, memoryStores, SESSION, setUp } from "./testing";

const pending = ({ outbox }: ChatState): string[] => outbox.map(({ state }) => state);
const said = ({ track }: ChatState): string[] =>
  (track?.view.items ?? []).flatMap((item) => (item.type === "message" ? [item.text] : []));

describe("bootstrap", () => {
  it("knows the looks without opening a socket while there is no conversation", async () => {
    const { chat, server, stores } = setUp();
    await chat.start();
    expect(chat.state.site?.title).toBe("Copperleaf");
    expect(stores.lasting.get("")).toBe("t-1");
    expect(server.wire).toBeNull();
  });

  it("connects by itself when a conversation is going on", async () => {
    const { chat, server } = setUp({
      openSession: () => Promise.resolve({ ...SESSION, open: true }),
    });
    await chat.start();
    expect(server.wire).not.toBeNull();
  });

  it("asks once and not again on the next page", async () => {
    const stores = memoryStores();
    const openSession = vi.fn(() => Promise.resolve(SESSION));
    await setUp({ stores, openSession }).chat.start();
    await setUp({ stores, openSession }).chat.start();
    expect(openSession).toHaveBeenCalledTimes(1);
  });

  it("asks anew after a while, also when much was said meanwhile", async () => {
    const stores = memoryStores();
    const openSession = vi.fn(() => Promise.resolve(SESSION));
    const first = await connected({ stores, openSession });
    for (let beat = 0; beat < 44; beat++) {
      first.clock.advance(15_000);
      first.server.work();
    }
    first.chat.say("Still there?");
    first.server.work();
    expect(said(first.chat.state)).toEqual(["Still there?"]);
    await setUp({ stores, openSession, clock: first.clock }).chat.start();
    expect(openSession).toHaveBeenCalledTimes(2);
  });

  it("tries again after trouble, and says so to whoever waits", async () => {
    let calls = 0;
    const openSession = () =>
      ++calls < 3 ? Promise.reject(new Error("offline")) : Promise.resolve(SESSION);
    const { chat, clock, server } = setUp({ openSession });
    chat.connect();
    await vi.waitFor(() => expect(chat.state.link).toBe("reconnecting"));
    await vi.waitFor(() => {
      clock.advance(5_000);
      expect(server.wire).not.toBeNull();
    });
    expect(calls).toBe(3);
  });

  it("gives up where the chat may not be shown", async () => {
    const { chat } = setUp({ openSession: () => Promise.reject(new RefusedError()) });
    await chat.start();
    expect(chat.state.link).toBe("refused");
  });

  it("gets a new token once when the old one is not taken", async () => {
    const openSession = vi.fn(() => Promise.resolve(SESSION));
    const { chat, server } = await connected({ openSession });
    server.wire?.drop(4403);
    await vi.waitFor(() => expect(openSession).toHaveBeenCalledTimes(2));
    await vi.waitFor(() => expect(server.wire?.closed).toBe(false));
    server.wire?.drop(4403);
    await vi.waitFor(() => expect(chat.state.link).toBe("refused"));
    expect(openSession).toHaveBeenCalledTimes(2);
  });
});

describe("messages", () => {
  it("are pending until their entry is there, and never shown twice", async () => {
    const { chat, server } = await connected();
    chat.say("Hello");
    expect(pending(chat.state)).toEqual(["sending"]);
    server.work();
    expect(pending(chat.state)).toEqual([]);
    expect(said(chat.state)).toEqual(["Hello"]);
  });

  it("wait while the line is down and go out in order, once each", async () => {
    const { chat, server, clock } = await connected();
    server.wire?.drop();
    chat.say("One");
    chat.say("Two");
    chat.requestHuman();
    chat.requestHuman();
    clock.advance(1_000);
    server.wire?.open();
    server.work();
    expect(said(chat.state)).toEqual(["One", "Two", "A person, please."]);
    expect(pending(chat.state)).toEqual([]);
  });

  it("are known to be stored when only the answer to them was lost", async () => {
    const { chat, server, clock } = await connected();
    const send = server.line;
    server.line = () => undefined;
    chat.say("Hello");
    server.work();
    server.line = send;
    server.wire?.drop();
    clock.advance(1_000);
    server.wire?.open();
    server.work();
    expect(said(chat.state)).toEqual(["Hello"]);
    expect(pending(chat.state)).toEqual([]);
  });

  it("survive a reload", async () => {
    const stores = memoryStores();
    const first = await connected({ stores });
    first.server.wire?.drop();
    first.chat.say("Do not forget me");
    const second = setUp({ stores });
    await second.chat.start();
    second.server.wire?.open();
    second.server.work();
    expect(said(second.chat.state)).toEqual(["Do not forget me"]);
  });

  it("fail visibly when refused, and can be tried again", async () => {
    const { chat, server } = await connected();
    chat.say("Hello");
    const client_id = chat.state.outbox[0]?.client_id ?? "";
    const error = { type: "error", code: "too_long", client_id, retry_after_s: null } as const;
    server.send({ ...error, message: "Too long." });
    expect(chat.state.outbox[0]).toMatchObject({ state: "failed", reason: "Too long." });
    chat.retry(client_id);
    server.work();
    expect(said(chat.state)).toEqual(["Hello"]);
  });

  it("wait as long as the server asks for, then go out by themselves", async () => {
    const { chat, server, clock } = await connected();
    chat.say("Quick");
    const client_id = chat.state.outbox[0]?.client_id ?? "";
    const error = { type: "error", code: "rate_limited", client_id, retry_after_s: 3 } as const;
    server.send({ ...error, message: "Slowly." });
    expect(pending(chat.state)).toEqual(["sending"]);
    clock.advance(3_000);
    const says = server.wire?.sent.filter(({ type }) => type === "say");
    expect(says).toHaveLength(2);
  });
});

describe("following", () => {
  it("asks for what is missing when a heartbeat is ahead", async () => {
    const { chat, server, clock } = await connected();
    chat.say("Hello");
    server.work();
    const send = server.line;
    server.line = () => undefined;
    server.answer("Lost on the way");
    server.line = send;
    clock.advance(5_000);
    server.send({ type: "heartbeat", seq: server.entries.length });
    server.work();
    expect(said(chat.state)).toEqual(["Hello", "Lost on the way"]);
  });

  it("begins anew when the server speaks of another conversation", async () => {
    const { chat, server } = await connected();
    chat.say("Hello");
    server.work();
    const view = { ...server.view, id: "c-2", seq: 1, items: [] };
    server.send({ type: "snapshot", conversation: "c-2", view });
    expect(chat.state.track?.view.id).toBe("c-2");
  });

  it("remembers across pages how far the visitor has read", async () => {
    const stores = memoryStores();
    const { chat, server } = await connected({ stores });
    chat.say("Hello");
    server.work();
    chat.markRead();
    const later = setUp({ stores });
    server.entries.forEach((entry) => later.server.entries.push(entry));
    await later.chat.start();
    later.server.wire?.open();
    later.server.work();
    expect(later.chat.state.readSeq).toBe(chat.state.readSeq);
  });

  it("stops believing in typing that nobody confirms", async () => {
    const { chat, server, clock } = await connected();
    chat.say("Hello");
    server.work();
    server.send({ type: "typing", conversation: "c-1", author: "agent", name: "Ada", on: true });
    expect(chat.state.track?.typing?.name).toBe("Ada");
    clock.advance(10_000);
    expect(chat.state.track?.typing).toBeNull();
  });
});

describe("forms", () => {
  const FORM = { form_id: "f-1", kind: "survey", title: "How was it?", fields: [] };

  it("are under way until the entry comes back, and sent again after a break", async () => {
    const { chat, server, clock } = await connected();
    chat.say("Hello");
    server.work();
    server.add("form.requested", FORM);
    server.wire?.drop();
    chat.settleForm({ type: "submit_form", form_id: "f-1", values: { rating: "5" } });
    expect(chat.state.forms["f-1"]).toEqual({ sending: true, error: "" });
    clock.advance(1_000);
    server.wire?.open();
    server.work();
    expect(server.received.at(-1)).toMatchObject({ type: "submit_form", form_id: "f-1" });
    server.add("form.submitted", { form_id: "f-1", values: { rating: "5" } });
    expect(chat.state.forms).toEqual({});
  });

  it("show what the server objects to", async () => {
    const { chat, server } = await connected();
    chat.say("Hello");
    server.work();
    server.add("form.requested", FORM);
    chat.settleForm({ type: "submit_form", form_id: "f-1", values: {} });
    const error = { type: "error", code: "form_invalid", client_id: null } as const;
    server.send({ ...error, message: "Please choose from 1 to 5.", retry_after_s: null });
    expect(chat.state.forms["f-1"]).toEqual({
      sending: false,
      error: "Please choose from 1 to 5.",
    });
  });
});

describe("bad lines", () => {
  /** Talks over a line that loses, doubles, reorders and breaks, then over a good one. */
  async function play(seed: number): Promise<{ state: ChatState; server: FakeServer }> {
    const { chat, server, clock } = setUp({}, seed);
    const late: (() => void)[] = [];
    server.line = (wire, event) => {
      const luck = clock.random();
      if (luck < 0.15 && event.type !== "welcome") return;
      if (luck < 0.25) wire.deliver(event);
      if (luck < 0.4) late.push(() => !wire.closed && wire.deliver(event));
      else wire.deliver(event);
    };
    await chat.start();
    chat.connect();
    const tick = (ms: number): void => {
      clock.advance(ms);
      if (server.wire && !server.wire.closed && !server.wire.sent.length) server.wire.open();
      server.work();
    };
    for (let turn = 0; turn < 40; turn++) {
      if (clock.random() < 0.4) chat.say(`visitor ${turn}`);
      if (server.entries.length && clock.random() < 0.4) server.answer(`answer ${turn}`);
      if (clock.random() < 0.15) server.wire?.drop();
      if (clock.random() < 0.5) late.splice(Math.floor(clock.random() * late.length), 1)[0]?.();
      tick(700);
    }
    server.line = (wire, event) => wire.deliver(event);
    late.forEach((deliver) => deliver());
    for (let beat = 0; beat < 8; beat++) {
      tick(15_000);
      server.send({ type: "heartbeat", seq: server.entries.length });
      server.work();
    }
    return { state: chat.state, server };
  }

  it("end with the whole conversation, every message once and nothing pending", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { state, server } = await play(seed);
      expect(state.outbox, `seed ${seed}`).toEqual([]);
      expect(state.track?.view, `seed ${seed}`).toEqual(server.view);
      const mine = server.view.items.filter((i) => i.type === "message" && i.author === "visitor");
      expect(new Set(mine.map((item) => item.type === "message" && item.text)).size).toBe(
        mine.length,
      );
    }
  });
});
