/** Calls to the server; every failure has a kind that the page has words for. */

import type {
  Bootstrap,
  Diff,
  Draft,
  FlowDocument,
  FlowPage,
  FlowTemplate,
  Graph,
  Imported,
  Json,
  PassedConversation,
  Problem,
  Saved,
  Traffic,
  Tried,
  TryEvent,
  Version,
  World,
} from "./types";

/** Nobody answered, or the server is in trouble: to be tried again. */
export class OfflineError extends Error {}

/** The server understood and said no; `problems` of a publication that the proof refused. */
export class RefusedError extends Error {
  readonly problems: Problem[];

  constructor(detail: string, problems: Problem[] = []) {
    super(detail);
    this.problems = problems;
  }
}

/** Somebody else saved meanwhile; `theirs` is null when the answer did not bring their draft. */
export class ConflictError extends Error {
  readonly theirs: Draft | null;

  constructor(theirs: Draft | null) {
    super("somebody else saved meanwhile");
    this.theirs = theirs;
  }
}

/** Signed out, or without the right. */
export class NoRightError extends Error {}

type Fetch = typeof fetch;
export type Stand = number | "draft";

export class FlowApi {
  private readonly base: string;
  private readonly templatesUrl: string;
  private readonly token: string;
  private readonly send: Fetch;

  constructor(
    page: Pick<Bootstrap, "api_url" | "templates_url" | "csrf_token">,
    send: Fetch = fetch.bind(globalThis),
  ) {
    this.base = page.api_url;
    this.templatesUrl = page.templates_url;
    this.token = page.csrf_token;
    this.send = send;
  }

  page(): Promise<FlowPage> {
    return this.call("GET", "");
  }

  save(graph: Graph, revision: number, keepalive = false): Promise<Saved> {
    return this.call("PUT", "draft", { graph, revision }, keepalive);
  }

  async check(graph: Graph): Promise<Problem[]> {
    const { problems } = await this.call<{ problems: Problem[] }>("POST", "check", { graph });
    return problems;
  }

  publish(revision: number, note: string): Promise<Version> {
    return this.call("POST", "publish", { revision, note });
  }

  restore(number: number, revision: number): Promise<Draft> {
    return this.call("POST", "restore", { number, revision });
  }

  version(number: number): Promise<Version & { graph: Graph }> {
    return this.call("GET", `versions/${number}`);
  }

  diff(from: Stand, to: Stand): Promise<Diff> {
    return this.call("GET", `diff?from=${from}&to=${to}`);
  }

  traffic(days: number, version: number | "all"): Promise<Traffic> {
    return this.call("GET", `traffic?days=${days}&version=${version}`);
  }

  conversations(
    node: string,
    port: string,
    days: number,
  ): Promise<{ conversations: PassedConversation[]; more: boolean }> {
    const asked = new URLSearchParams({ node, port, days: String(days) });
    return this.call("GET", `traffic/conversations?${asked}`);
  }

  exported(): Promise<FlowDocument> {
    return this.call("GET", "export");
  }

  imported(document: Json): Promise<Imported> {
    return this.call("POST", "import", { document });
  }

  async templates(): Promise<FlowTemplate[]> {
    const { templates } = await this.fetched<{ templates: FlowTemplate[] }>(
      "GET",
      this.templatesUrl,
    );
    return templates;
  }

  tryOut(graph: Graph, state: Json, event: TryEvent, world: World): Promise<Tried> {
    return this.call("POST", "try", { graph, state, event, world });
  }

  private call<Answer>(
    method: string,
    tail: string,
    body?: unknown,
    keepalive = false,
  ): Promise<Answer> {
    return this.fetched(method, this.base + tail, body, keepalive);
  }

  private async fetched<Answer>(
    method: string,
    url: string,
    body?: unknown,
    keepalive = false,
  ): Promise<Answer> {
    let answer: Response;
    try {
      answer = await this.send(url, {
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

/** The newest token: signing in again in another tab changes it, and work must still be saved. */
export function csrfToken(cookies = document.cookie): string {
  const found = cookies.split("; ").find((one) => one.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice("csrftoken=".length)) : "";
}

async function errorOf(answer: Response): Promise<Error> {
  if (answer.status === 401 || answer.status === 403) return new NoRightError("no right");
  if (answer.status >= 500 || answer.status === 429) return new OfflineError("server in trouble");
  const said: unknown = await answer.json().catch(() => ({}));
  const known = (typeof said === "object" && said !== null ? said : {}) as Partial<Draft> & {
    detail?: unknown;
    problems?: Problem[];
  };
  if (answer.status === 409) return new ConflictError(known.graph ? (known as Draft) : null);
  const detail = typeof known.detail === "string" ? known.detail : "This could not be understood.";
  return new RefusedError(detail, known.problems ?? []);
}
