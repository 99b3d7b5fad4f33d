// @vitest-environment node
import { beforeEach, describe, expect, it } from "vitest";

import { backoffMs, ResumingSocket, type SocketStatus } from "./socket";
import { FakeClock, FakeWire } from "./testing";

interface Event {
  type: "welcome" | "heartbeat" | "other";
}
interface Command {
  type: "hello" | "ping" | "say";
  after?: number;
}

let clock: FakeClock;
let wires: FakeWire<Event, Command>[];
let seen: SocketStatus[];
let network: EventTarget;
let after: number;

function socket(beatWhen: "always" | "silent" = "silent"): ResumingSocket<Event, Command> {
  return new ResumingSocket<Event, Command>({
    url: "ws://server",
    hello: () => ({ type: "hello", after }),
    beat: () => ({ type: "ping" }),
    beatWhen,
    heartbeatOf: (event) => (event.type === "welcome" ? 20 : null),
    onEvent: () => undefined,
    onStatus: (status) => seen.push(status),
    isFinal: (code) => code === 4403,
    connect: () => {
      const wire = new FakeWire<Event, Command>();
      wires.push(wire);
      return wire;
    },
    clock,
    network,
  });
}

const last = (): FakeWire<Event, Command> => wires.at(-1) as FakeWire<Event, Command>;

function welcome(): void {
  last().open();
  last().deliver({ type: "welcome" });
}

beforeEach(() => {
  clock = new FakeClock();
  wires = [];
  seen = [];
  after = 0;
  network = new EventTarget();
});

describe("connecting", () => {
  it("says hello first and is open after the welcome", () => {
    const one = socket();
    one.start();
    expect(one.send({ type: "say" })).toBe(false);
    last().open();
    expect(last().sent).toEqual([{ type: "hello", after: 0 }]);
    expect(one.send({ type: "say" })).toBe(false);
    last().deliver({ type: "welcome" });
    expect(one.send({ type: "say" })).toBe(true);
    expect(seen).toEqual(["connecting", "open"]);
  });

  it("says anew how far it is after a reconnect", () => {
    socket().start();
    welcome();
    after = 7;
    last().drop();
    clock.advance(1_000);
    last().open();
    expect(last().sent).toEqual([{ type: "hello", after: 7 }]);
  });

  it("gives up a server that accepts and never answers", () => {
    socket().start();
    last().open();
    clock.advance(10_000);
    expect(seen.at(-1)).toBe("waiting");
    expect(last().closed).toBe(true);
  });

  it("stops for good when refused", () => {
    socket().start();
    last().drop(4403);
    clock.advance(100_000);
    expect(wires).toHaveLength(1);
    expect(seen.at(-1)).toBe("refused");
  });

  it("is silent after stop", () => {
    const one = socket();
    one.start();
    welcome();
    one.stop();
    clock.advance(100_000);
    expect(wires).toHaveLength(1);
    expect(seen.at(-1)).toBe("idle");
  });
});

describe("back-off", () => {
  it("stays between half a second and half a minute", () => {
    for (let attempt = 0; attempt < 40; attempt++) {
      for (const random of [0, 0.5, 0.999]) {
        const ms = backoffMs(attempt, random);
        expect(ms).toBeGreaterThanOrEqual(500);
        expect(ms).toBeLessThanOrEqual(30_000);
      }
    }
    expect(backoffMs(0, 0.999)).toBeLessThan(1_001);
    expect(backoffMs(9, 0.999)).toBeGreaterThan(29_000);
  });

  it("grows while the server is away and starts again after a good connection", () => {
    socket().start();
    for (let attempt = 0; attempt < 8; attempt++) {
      while (last().closed) clock.advance(500);
      last().drop();
    }
    while (last().closed) clock.advance(500);
    const before = wires.length;
    welcome();
    clock.advance(6_000);
    last().drop();
    clock.advance(1_000);
    expect(wires.length).toBe(before + 1);
  });

  it("does not hammer a server that welcomes and hangs up", () => {
    socket().start();
    let dialled = 0;
    for (let second = 0; second < 120; second++) {
      if (!last().closed) {
        welcome();
        last().drop();
        dialled++;
      }
      clock.advance(1_000);
    }
    expect(dialled).toBeLessThan(25);
  });
});

describe("the heartbeat", () => {
  it("asks after silence and reconnects after 2.5 beats", () => {
    socket().start();
    welcome();
    clock.advance(20_000);
    expect(last().sent.at(-1)).toEqual({ type: "ping" });
    clock.advance(29_900);
    expect(last().closed).toBe(false);
    clock.advance(200);
    expect(wires[0]?.closed).toBe(true);
    clock.advance(1_000);
    expect(wires).toHaveLength(2);
  });

  it("keeps quiet while frames arrive", () => {
    socket().start();
    welcome();
    for (let n = 0; n < 20; n++) {
      clock.advance(10_000);
      last().deliver({ type: "heartbeat" });
    }
    expect(wires).toHaveLength(1);
    expect(last().sent).toEqual([{ type: "hello", after: 0 }]);
  });

  it("beats every interval for staff", () => {
    socket("always").start();
    welcome();
    for (let n = 0; n < 3; n++) {
      clock.advance(20_000);
      last().deliver({ type: "heartbeat" });
    }
    expect(last().sent.filter(({ type }) => type === "ping")).toHaveLength(3);
  });
});

describe("the network", () => {
  it("dials at once when it is back", () => {
    socket().start();
    last().drop();
    network.dispatchEvent(new Event("online"));
    expect(wires).toHaveLength(2);
  });

  it("is doubted briefly when the browser says offline", () => {
    socket().start();
    welcome();
    network.dispatchEvent(new Event("offline"));
    clock.advance(4_000);
    expect(seen.at(-1)).toBe("waiting");
  });

  it("is kept when the server answers although the browser says offline", () => {
    socket().start();
    welcome();
    network.dispatchEvent(new Event("offline"));
    clock.advance(100);
    last().deliver({ type: "heartbeat" });
    clock.advance(4_000);
    expect(seen.at(-1)).toBe("open");
  });

  it("is looked at when the page wakes up", () => {
    const one = socket();
    one.start();
    last().drop();
    one.wake();
    expect(wires).toHaveLength(2);
  });

  it("ignores what is not a frame", () => {
    socket().start();
    last().open();
    last().onmessage?.({ data: "<html>" });
    last().onmessage?.({ data: "null" });
    expect(seen.at(-1)).toBe("connecting");
  });
});
