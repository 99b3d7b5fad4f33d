/** Calls to the server; every failure has a kind that the page has words for. */

import type { Diff, Draft, Policy, Reading, Rule, Version } from "./types";

export interface Refusal {
  detail: string;
  rule: number | null;
}

/** Nobody answered, or the server is in trouble: to be tried again. */
export class OfflineError extends Error {}

/** The server understood and said no. */
export class RefusedError extends Error {
  readonly rule: number | null;

  constructor({ detail, rule }: Refusal) {
    super(detail);
    this.rule = rule;
  }
}

/** Somebody else saved meanwhile. */
export class ConflictError extends Error {
  readonly theirs: Draft;

  constructor(theirs: Draft) {
    super("somebody else saved meanwhile");
    this.theirs = theirs;
  }
}

/** Signed out, or without the right. */
export class NoRightError extends Error {}

type Fetch = typeof fetch;

export class PolicyApi {
  private readonly base: string;
  private readonly token: string;
  private readonly send: Fetch;

  constructor(base: string, token: string, send: Fetch = fetch.bind(globalThis)) {
    this.base = base;
    this.token = token;
    this.send = send;
  }

  page(): Promise<Policy> {
    return this.call("GET", "");
  }

  save(rules: Rule[], revision: number, keepalive = false): Promise<Draft> {
    return this.call("PUT", "draft", { rules, revision }, keepalive);
  }

  async read(rules: Rule[]): Promise<Reading[]> {
    const { readings } = await this.call<{ readings: Reading[] }>("POST", "read", { rules });
    return readings;
  }

  tryOut<Tried>(text: string, rules: Rule[]): Promise<Tried> {
    return this.call("POST", "try", { text, rules });
  }

  publish(revision: number, note: string): Promise<Version> {
    return this.call("POST", "publish", { revision, note });
  }

  restore(number: number, revision: number): Promise<Draft> {
    return this.call("POST", "restore", { number, revision });
  }

  diff(from: number | "draft", to: number | "draft"): Promise<Diff> {
    return this.call("GET", `diff?from=${from}&to=${to}`);
  }

  private async call<Answer>(
    method: string,
    tail: string,
    body?: unknown,
    keepalive = false,
  ): Promise<Answer> {
    let answer: Response;
    try {
      answer = await this.send(this.base + tail, {
        method,
        keepalive,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() || this.token },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new OfflineError("no connection");
    }
    if (answer.ok) return (await answer.json()) as Answer;
    throw await errorOf(answer);
  }
}

/** The newest token: signing in again in another tab changes it, and words must still be saved. */
export function csrfToken(cookies = document.cookie): string {
  const found = cookies.split("; ").find((one) => one.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}

async function errorOf(answer: Response): Promise<Error> {
  if (answer.status === 401 || answer.status === 403) return new NoRightError("no right");
  if (answer.status >= 500 || answer.status === 429) return new OfflineError("server in trouble");
  const said: unknown = await answer.json().catch(() => ({}));
  if (answer.status === 409) return new ConflictError(said as Draft);
  return new RefusedError(refusalOf(said));
}

function refusalOf(said: unknown): Refusal {
  const known = (typeof said === "object" && said !== null ? said : {}) as Partial<Refusal>;
  return {
    detail: typeof known.detail === "string" ? known.detail : "This could not be understood.",
    rule: typeof known.rule === "number" ? known.rule : null,
  };
}
