/** The list of conversations: tabs, search, rows. */

import { Lock, Search, X } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Presence, Row } from "../../protocol";
import { shownRows } from "../state/rows";
import { TABS, type Tab } from "../state/types";
import { EmptyState, icon, Skeleton } from "./bits";
import { useInbox, useInboxPage, useSignal } from "./context";
import { useSlidingRows } from "./hooks";
import { RowLine } from "./RowLine";

const TAB_WORDS: Record<Tab, { short: string; long: string }> = {
  mine: { short: "Mine", long: "Mine" },
  waiting: { short: "Waiting", long: "Waiting" },
  assistant: { short: "AI", long: "AI is handling" },
  all: { short: "All", long: "All" },
  closed: { short: "Closed", long: "Closed" },
};

const SEARCH_PAUSE_MS = 250;

export function useShownRows(): Row[] {
  const lists = useInbox((state) => state.lists);
  const rows = useInbox((state) => state.rows);
  const me = useInbox((state) => state.me);
  const offers = useInbox((state) => state.offers);
  const tab = useInbox((state) => state.tab);
  const queue = useInbox((state) => state.queue);
  return useMemo(
    () => shownRows({ lists, rows, me, offers }, tab, queue),
    [lists, rows, me, offers, tab, queue],
  );
}

export function ListPane(): React.ReactNode {
  return (
    <nav className="pane list" aria-label="Conversations">
      <SearchField />
      <Tabs />
      <Caption />
      <Rows />
    </nav>
  );
}

function SearchField(): React.ReactNode {
  const { store } = useInboxPage();
  const [words, setWords] = useState(store.get().search);
  const field = useRef<HTMLInputElement>(null);
  useSignal(
    useCallback((signal) => {
      if (signal.type !== "search") return;
      field.current?.focus();
      field.current?.select();
    }, []),
  );
  useEffect(() => {
    const search = words.trim();
    if (search === store.get().search) return;
    const timer = window.setTimeout(
      () => store.dispatch({ type: "local.search", search }),
      SEARCH_PAUSE_MS,
    );
    return () => window.clearTimeout(timer);
  }, [store, words]);
  return (
    <div className="find" role="search">
      <Search {...icon} />
      <input
        ref={field}
        type="search"
        maxLength={100}
        placeholder="Search name, e-mail, words, #number"
        aria-label="Search conversations"
        aria-keyshortcuts="Control+K"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setWords("");
        }}
      />
      {words ? (
        <button
          type="button"
          className="find__clear"
          aria-label="Clear the search"
          onClick={() => {
            setWords("");
            field.current?.focus();
          }}
        >
          <X {...icon} />
        </button>
      ) : (
        <kbd className="wide-only">Ctrl K</kbd>
      )}
    </div>
  );
}

function Tabs(): React.ReactNode {
  const { store } = useInboxPage();
  const active = useInbox((state) => state.tab);
  const counts = useInbox((state) => state.counts);
  return (
    <div className="tabs">
      {TABS.map((tab) => {
        const count = tab === "closed" ? null : counts[tab];
        const { short, long } = TAB_WORDS[tab];
        return (
          <button
            key={tab}
            type="button"
            className={`tab tab--${tab}`}
            aria-current={tab === active ? "page" : undefined}
            title={long}
            onClick={() => store.dispatch({ type: "local.tab", tab })}
          >
            {short}{" "}
            {count !== null && <span className="tab__count">{count > 999 ? "999+" : count}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** What this tab holds and in which order; queues to choose from where there are several. */
function Caption(): React.ReactNode {
  const { store } = useInboxPage();
  const tab = useInbox((state) => state.tab);
  const queue = useInbox((state) => state.queue);
  const queues = useInbox((state) => state.queues);
  const busy = queues.filter(
    ({ name, waiting, is_closed }) => waiting > 0 || is_closed || name === queue,
  );
  if (tab !== "waiting" || queues.length < 2 || !busy.length) {
    const closed = tab === "waiting" && queues.some(({ is_closed }) => is_closed);
    if (!CAPTIONS[tab]) return null;
    return (
      <p className="list__caption">
        {CAPTIONS[tab]} {closed && <ClosedMark />}
      </p>
    );
  }
  return (
    <div className="chips" role="group" aria-label="Queue">
      {busy.map(({ id, name, waiting, is_closed }) => (
        <button
          key={id}
          type="button"
          className="chip"
          aria-pressed={queue === name}
          onClick={() => store.dispatch({ type: "local.queue", queue: queue === name ? "" : name })}
        >
          {name} <span className="tab__count">{waiting}</span>
          {is_closed && <ClosedMark />}
        </button>
      ))}
    </div>
  );
}

/** Newcomers do not get into the queue; who waits already is served. */
function ClosedMark(): React.ReactNode {
  return (
    <span className="closedmark" title="Closed by hand: newcomers are caught by the fallback">
      <Lock {...icon} size={12} /> closed
    </span>
  );
}

const CAPTIONS: Partial<Record<Tab, string>> = {
  waiting: "Most urgent first, then longest wait",
  assistant: "The AI is handling these. No alerts.",
};

/** How near to the end of the list the next page is asked for. */
const NEAR_PX = 400;

function Rows(): React.ReactNode {
  const { client, store } = useInboxPage();
  const rows = useShownRows();
  const tab = useInbox((state) => state.tab);
  const list = useInbox((state) => state.lists[state.tab]);
  const selected = useInbox((state) => state.selected);
  const me = useInbox((state) => state.me);
  const frame = useRef<HTMLUListElement>(null);
  useSlidingRows(frame, tab + rows.map(({ id }) => id).join());
  const scrolled = (): void => {
    const box = frame.current?.parentElement;
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX) client.more();
  };
  const select = useCallback((id: string) => store.dispatch({ type: "local.select", id }), [store]);
  // One stop for Tab; arrows go on from there.
  const stop = rows.some(({ id }) => id === selected) ? selected : rows[0]?.id;
  return (
    <div className="list__scroll" onScroll={scrolled} onKeyDown={stepFocus}>
      {list.status === "failed" && (
        <div className="empty" role="alert">
          <strong>The list could not be loaded.</strong>
          <span>{list.error}</span>
          <button type="button" className="button" onClick={() => client.again()}>
            Try again
          </button>
        </div>
      )}
      <ul ref={frame} className="rows">
        {rows.map((row) => (
          <RowLine
            key={row.id}
            row={row}
            me={me}
            selected={row.id === selected}
            stop={row.id === stop}
            select={select}
          />
        ))}
      </ul>
      {!rows.length && list.status === "ready" && <NoRows tab={tab} search={list.search} />}
      {!rows.length && list.status !== "ready" && list.status !== "failed" && (
        <Skeleton rows={8} kind="row" />
      )}
      {list.more && list.status === "ready" && (
        <button
          type="button"
          className="button button--quiet list__more"
          onClick={() => client.more()}
        >
          Show more
        </button>
      )}
    </div>
  );
}

function stepFocus(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.target instanceof HTMLElement)) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(".row")];
  const next = buttons[buttons.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const EMPTY: Record<Tab, { title: string; words: string }> = {
  mine: {
    title: "Nothing with you",
    words:
      "Conversations you accept or take over appear here. Look under Waiting for the next one.",
  },
  waiting: {
    title: "Nobody is waiting",
    words: "Visitors whom the AI could not help stand here until somebody takes them.",
  },
  assistant: {
    title: "The AI is idle",
    words: "Conversations that the AI is handling appear here. You can look in and take over.",
  },
  all: { title: "No open conversations", words: "They appear as soon as a visitor writes." },
  closed: { title: "Nothing closed yet", words: "Resolved conversations are kept here." },
};

function NoRows({ tab, search }: { tab: Tab; search: string }): React.ReactNode {
  if (search) {
    return (
      <EmptyState title={`Nothing found for “${search}”`}>
        Try fewer words, an e-mail address or a number such as #4821.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={EMPTY[tab].title}>
      {EMPTY[tab].words}
      {tab === "mine" && <GoOnline />}
    </EmptyState>
  );
}

const PRESENCE_WORDS: Record<Presence, string> = {
  online: "available",
  finishing: "away after your current chats",
  away: "away",
  offline: "offline",
};

/** The next step of somebody whom nothing is offered to. */
function GoOnline(): React.ReactNode {
  const { client } = useInboxPage();
  const me = useInbox((state) => state.me);
  if (!me?.may_reply || me.presence === "online") return null;
  return (
    <p className="empty__step">
      You are {PRESENCE_WORDS[me.presence]}, so nothing new is offered to you.
      <button
        type="button"
        className="button button--accent"
        onClick={() => client.do({ type: "presence", presence: "online" })}
      >
        Become available
      </button>
    </p>
  );
}
