/** What the server wrote into the page. */

import { record, text } from "./state/read";

export interface Bootstrap {
  user: { id: number; name: string };
  ws_path: string;
  admin_url: string;
  /** Empty for who may not look at it. */
  board_url: string;
  logout_url: string;
  csrf_token: string;
}

export function bootstrapOf(value: unknown): Bootstrap {
  const page = record(value);
  const user = record(page["user"]);
  return {
    user: { id: Number(user["id"] ?? 0), name: text(user["name"]) },
    ws_path: text(page["ws_path"]) || "/ws/inbox/",
    admin_url: text(page["admin_url"]),
    board_url: text(page["board_url"]),
    logout_url: text(page["logout_url"]),
    csrf_token: text(page["csrf_token"]),
  };
}

export function readBootstrap(page: Document): Bootstrap {
  const words = page.getElementById("bootstrap")?.textContent ?? "{}";
  return bootstrapOf(JSON.parse(words));
}

export function socketUrl(
  path: string,
  { protocol, host }: Pick<Location, "protocol" | "host">,
): string {
  return `${protocol === "https:" ? "wss" : "ws"}://${host}${path}`;
}
