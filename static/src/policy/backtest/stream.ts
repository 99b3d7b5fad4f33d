/** One backtest over HTTP: progress line by line, then the result. Aborting it stops the work. */

import { NoRightError, OfflineError, RefusedError } from "../api";
import type { Rule } from "../types";
import type { Progress, Result } from "./types";

export interface Asked {
  rules: Rule[];
  since: string;
  until: string;
}

export interface Way {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  send?: typeof fetch;
}

type Line = Progress | { result: Result } | { error: string };

export async function runBacktest(policyId: number, asked: Asked, way: Way): Promise<Result> {
  const send = way.send ?? fetch;
  let answer: Response;
  try {
    answer = await send(`/api/policies/${policyId}/backtests`, {
      method: "POST",
      credentials: "same-origin",
      signal: way.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ ...asked, against: "live" }),
    });
  } catch (error) {
    throw way.signal.aborted ? error : new OfflineError("not reachable");
  }
  if (answer.status === 401 || answer.status === 403) throw new NoRightError("no right");
  if (answer.status === 400) throw new RefusedError({ detail: await why(answer), rule: null });
  if (!answer.ok || !answer.body) throw new OfflineError(`status ${answer.status}`);
  return await lastOf(answer.body, way);
}

async function lastOf(body: ReadableStream<Uint8Array>, way: Way): Promise<Result> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      const line = JSON.parse(text) as Line;
      if ("result" in line) return line.result;
      if ("error" in line) throw new RefusedError({ detail: line.error, rule: null });
      way.onProgress(line);
    }
    if (done) throw new OfflineError("ended before its end");
  }
}

async function why(answer: Response): Promise<string> {
  const given = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const [first] = Object.values(given).flat();
  return typeof first === "string" ? first : "The server could not read this.";
}

function csrfToken(): string {
  const words = document.getElementById("bootstrap")?.textContent;
  return words ? ((JSON.parse(words) as { csrf_token?: string }).csrf_token ?? "") : "";
}
