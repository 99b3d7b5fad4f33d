/** Starts the board. */

import { createRoot } from "react-dom/client";

import { socketUrl } from "../inbox/bootstrap";
import { createStore } from "../inbox/client/store";
import { BoardClient } from "./client";
import { initialState, reduce } from "./state/reduce";
import { App } from "./ui/App";
import { BoardContext } from "./ui/context";
import "../shared/tokens.css";
import "../inbox/styles/base.css";
import "../inbox/styles/controls.css";
import "../inbox/styles/floating.css";
import "./styles/board.css";
import "./styles/rows.css";

interface Bootstrap {
  name: string;
  may_act: boolean;
  ws_path: string;
  api_url: string;
  inbox_url: string;
  admin_url: string;
  login_url: string;
  csrf_token: string;
}

function start(root: HTMLElement, page: Bootstrap): void {
  const store = createStore(reduce, initialState(page.may_act));
  const url = socketUrl(page.ws_path, location);
  const client = new BoardClient({ url, api: page.api_url, token: page.csrf_token, store });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) client.wake();
  });
  client.start();
  const links = {
    name: page.name,
    inboxUrl: page.inbox_url,
    adminUrl: page.admin_url,
    loginUrl: page.login_url,
  };
  createRoot(root).render(
    <BoardContext value={{ store, client, links }}>
      <App />
    </BoardContext>,
  );
}

const root = document.getElementById("board");
const words = document.getElementById("bootstrap")?.textContent;
if (root && words) start(root, JSON.parse(words) as Bootstrap);
