/** The whole board. */

import { Inbox, RotateCcw, Settings, WifiOff, X } from "lucide-react";
import { useEffect } from "react";

import type { BoardFrame } from "../../protocol";
import type { BoardState, Toast } from "../state/types";
import { counted, due, since } from "../words";
import { Agents } from "./Agents";
import { useBoard, useNow, usePage } from "./context";
import { icon } from "./icons";
import { Promises } from "./Promises";
import { Queues } from "./Queues";
import { Waiting } from "./Waiting";

const boardOf = (state: BoardState): BoardFrame | null => state.board;

export function App(): React.ReactNode {
  const board = useBoard(boardOf);
  return (
    <div className="board">
      <TopBar />
      <Connection />
      {board ? <Board board={board} /> : <Loading />}
      <Toasts />
    </div>
  );
}

function Board({ board }: { board: BoardFrame }): React.ReactNode {
  return (
    <main className="board__main">
      <Summary board={board} />
      <Filter board={board} />
      <div className="board__columns">
        <div className="board__column">
          <Waiting board={board} />
          <Promises board={board} />
        </div>
        <div className="board__column">
          <Queues board={board} />
          <Agents board={board} />
        </div>
      </div>
    </main>
  );
}

function TopBar(): React.ReactNode {
  const { links } = usePage();
  const status = useBoard((state) => state.status);
  return (
    <header className="topbar board__bar">
      <h1>Board</h1>
      {status === "open" && (
        <span className="live">
          <span className="dot dot--online" aria-hidden /> Live
        </span>
      )}
      <nav className="board__links" aria-label="Other pages">
        <a className="button button--quiet" href={links.inboxUrl}>
          <Inbox {...icon} />
          Inbox
        </a>
        <a className="button button--quiet" href={links.adminUrl}>
          <Settings {...icon} />
          Settings
        </a>
      </nav>
    </header>
  );
}

function Connection(): React.ReactNode {
  const { links } = usePage();
  const status = useBoard((state) => state.status);
  const read = useBoard((state) => state.board?.now ?? null);
  const age = useNow((now) => since(read, now));
  if (status === "refused") {
    return (
      <div className="connection connection--refused" role="alert">
        <WifiOff {...icon} />
        <span>You are signed out, or may no longer look at the board.</span>
        <a href={links.loginUrl}>Sign in again</a>
      </div>
    );
  }
  const lost = status === "waiting" || (status === "connecting" && read !== null);
  if (!lost) return null;
  return (
    <div className="connection">
      <WifiOff {...icon} />
      <span role="status">
        {read ? "Connection lost. Trying again…" : "The server does not answer yet. Trying again…"}
      </span>
      {read && <span>What you see is {age} old.</span>}
    </div>
  );
}

function Summary({ board }: { board: BoardFrame }): React.ReactNode {
  const { totals } = board;
  const longest = useNow((now) => since(totals.longest_since, now));
  const next = board.promises[0]?.due_at ?? null;
  const nextDue = useNow((now) => due(next, now));
  return (
    <ul className="summary" aria-label="In numbers">
      <Figure
        to="waiting"
        number={totals.waiting}
        words="waiting"
        tone={totals.waiting ? "waiting" : ""}
      >
        {longest ? `longest ${longest}` : "nobody is waiting"}
      </Figure>
      <Figure
        to="waiting"
        number={totals.overdue}
        words="overdue"
        tone={totals.overdue ? "overdue" : ""}
      >
        {totals.overdue ? "past their deadline" : "nobody past a deadline"}
      </Figure>
      <Figure
        to="agents"
        number={totals.free}
        words={totals.free === 1 ? "place free" : "places free"}
        tone=""
      >
        of {totals.slots}, {counted(totals.online, "person", "people")} available
      </Figure>
      <Figure
        to="promises"
        number={totals.promises}
        words={totals.promises === 1 ? "promise" : "promises"}
        tone={totals.promises_overdue ? "overdue" : ""}
      >
        {totals.promises_overdue ? `${totals.promises_overdue} overdue` : nextDue || "nothing owed"}
      </Figure>
      <Figure
        to="promises"
        number={totals.messages}
        words={totals.messages === 1 ? "message" : "messages"}
        tone=""
      >
        left, ready to be answered
      </Figure>
    </ul>
  );
}

/** Says that not everything is shown. */
function Filter({ board }: { board: BoardFrame }): React.ReactNode {
  const { store } = usePage();
  const queue = useBoard((state) => state.queue);
  const name = board.queues.find(({ id }) => id === queue)?.name;
  if (!name) return null;
  return (
    <p className="filter">
      Shown is only what belongs to <strong>{name}</strong>.
      <button
        type="button"
        className="button button--small"
        onClick={() => store.dispatch({ type: "local.queue", queue: null })}
      >
        Show all queues
      </button>
    </p>
  );
}

/** A number that leads to what it counts. */
function Figure({
  to,
  number,
  words,
  tone,
  children,
}: {
  to: string;
  number: number;
  words: string;
  tone: string;
  children: React.ReactNode;
}): React.ReactNode {
  return (
    <li className={`figure ${tone && `figure--${tone}`}`}>
      <a className="figure__link" href={`#${to}`}>
        <span className="figure__main">
          <span className="figure__number">{number}</span> {words}
        </span>{" "}
        <span className="figure__more">{children}</span>
      </a>
    </li>
  );
}

function Loading(): React.ReactNode {
  return (
    <main className="board__main">
      <div className="skeleton" role="status">
        <span className="hidden">Loading the board</span>
        {Array.from({ length: 6 }, (_, index) => (
          <span key={index} className="skeleton__row" aria-hidden />
        ))}
      </div>
    </main>
  );
}

const SHOWN_MS = 8_000;

function Toasts(): React.ReactNode {
  const toasts = useBoard((state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((one) => (
        <ToastView key={one.id} toast={one} />
      ))}
    </div>
  );
}

function ToastView({ toast: { id, text, undo } }: { toast: Toast }): React.ReactNode {
  const { store, client } = usePage();
  useEffect(() => {
    const timer = window.setTimeout(
      () => store.dispatch({ type: "local.toast_over", id }),
      SHOWN_MS,
    );
    return () => window.clearTimeout(timer);
  }, [store, id]);
  return (
    <div className="toast">
      <span>{text}</span>
      {undo && (
        <button
          type="button"
          className="button button--small"
          onClick={() => {
            store.dispatch({ type: "local.toast_over", id });
            void client.do(undo);
          }}
        >
          <RotateCcw {...icon} />
          Undo
        </button>
      )}
      <button
        type="button"
        className="button button--quiet button--icon"
        aria-label="Dismiss"
        onClick={() => store.dispatch({ type: "local.toast_over", id })}
      >
        <X {...icon} />
      </button>
    </div>
  );
}
