/** The one HTTP request of the widget: who am I, how does this site look, where is its socket. */

export interface SiteLooks {
  title: string;
  greeting: string;
  accent_color: string;
  language: string;
  message_max_chars: number;
  /** When people reply again, ISO 8601; null while they do, or where no hours are known. */
  opens_at: string | null;
}

export interface WidgetSession {
  token: string;
  site: SiteLooks;
  ws_url: string;
  /** A conversation is going on. */
  open: boolean;
}

export interface SessionRequest {
  site: string;
  token: string;
  url: string;
  title: string;
  language: string;
}

/** This site, or this page, may not show the chat: asking again is pointless. */
export class RefusedError extends Error {}

const TIMEOUT_MS = 15_000;

export async function openSession(origin: string, body: SessionRequest): Promise<WidgetSession> {
  // A string body goes as text/plain: no preflight request, and no cookies either.
  const response = await fetch(`${origin}/api/widget/session`, {
    method: "POST",
    body: JSON.stringify(body),
    credentials: "omit",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return (await response.json()) as WidgetSession;
  if (response.status === 403 || response.status === 404) throw new RefusedError();
  throw new Error(String(response.status));
}
