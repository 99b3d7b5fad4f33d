/** The messages: keeps its place while older ones come in above and new ones below. */

import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { Typist } from "../../protocol";
import { threadParts, type ThreadPart } from "../state/thread";
import type { Conversation } from "../state/types";
import { dayName } from "../words/time";
import { icon } from "./bits";
import { useTime } from "./clock";
import { useInbox, useInboxPage } from "./context";
import { FormCard } from "./FormCard";
import { useJumps } from "./jump";
import { MessageView, PendingMessage, StreamedMessage, TypingLine } from "./Message";
import { PagesLine, SystemLine } from "./SystemLine";

/** Within this distance the reader counts as being at the end. */
const AT_END_PX = 48;
/** This near to the top older items are asked for. */
const NEAR_TOP_PX = 240;

export function Messages({ conversation }: { conversation: Conversation }): React.ReactNode {
  const { client } = useInboxPage();
  const { id, track, newFrom, historyRef } = conversation;
  const { view, stream, typing } = track;
  const me = useInbox((state) => state.me);
  const outbox = useInbox((state) => state.outbox);
  const visible = useInbox((state) => state.visible);
  const parts = useMemo(() => threadParts(view.items, newFrom), [view.items, newFrom]);
  const pending = outbox.filter(({ command }) => command.conversation === id);
  const written = pending.at(-1)?.client_id ?? "";
  const { frame, atEnd, scrolled, toEnd } = useKeptPlace(view.items[0]?.seq ?? 0, written);

  useJumps(frame, view.items[0]?.seq ?? 0, view.more);

  useEffect(() => {
    if (visible && atEnd && me?.may_reply) client.seen(id, view.seq);
  }, [client, visible, atEnd, me?.may_reply, id, view.seq]);

  return (
    <div className="messages">
      <div
        className="messages__scroll"
        ref={frame}
        tabIndex={0}
        role="region"
        aria-label="Messages"
        onScroll={(event) => {
          scrolled();
          if (event.currentTarget.scrollTop < NEAR_TOP_PX) client.older();
        }}
      >
        <div className="messages__inner">
          {view.more && (
            <button
              type="button"
              className="button button--quiet messages__older"
              disabled={historyRef !== ""}
              onClick={() => client.older()}
            >
              {historyRef ? "Loading earlier messages…" : "Show earlier messages"}
            </button>
          )}
          <div className="messages__log" role="log" aria-relevant="additions">
            <ol className="messages__list">
              {parts.map((part) => (
                <Part key={part.key} part={part} />
              ))}
            </ol>
          </div>
          {stream && <StreamedMessage text={stream.text} />}
          {pending.map((one) => (
            <PendingMessage key={one.client_id} pending={one} />
          ))}
          {typing && !isTold(typing, stream !== null, me?.name ?? "") && (
            <TypingLine typing={typing} />
          )}
        </div>
      </div>
      {!atEnd && (
        <button type="button" className="button messages__latest" onClick={toEnd}>
          <ArrowDown {...icon} /> Latest
        </button>
      )}
    </div>
  );
}

/** My own keys, and an answer whose words can be seen, need no line. */
function isTold({ author, name }: Typist, streaming: boolean, me: string): boolean {
  return author === "agent" ? name === me : author === "assistant" && streaming;
}

function Part({ part }: { part: ThreadPart }): React.ReactNode {
  switch (part.kind) {
    case "day":
      return <DayLine at={part.at} />;
    case "new":
      return (
        <li className="newline">
          <span>New since you looked</span>
        </li>
      );
    case "message":
      return <MessageView item={part.item} first={part.first} />;
    case "line":
      return <SystemLine item={part.item} />;
    case "pages":
      return <PagesLine items={part.items} />;
    case "form":
      return <FormCard item={part.item} />;
  }
}

function DayLine({ at }: { at: string }): React.ReactNode {
  const words = useTime((now) => dayName(at, now));
  return (
    <li className="dayline">
      <span>{words}</span>
    </li>
  );
}

interface KeptPlace {
  frame: React.RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  scrolled: () => void;
  toEnd: () => void;
}

/** Stays at the end while the reader is there; keeps the words in place when older ones come. */
function useKeptPlace(firstSeq: number, written: string): KeptPlace {
  const frame = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const place = useRef({ atEnd: true, firstSeq, height: 0 });

  const note = (end: boolean): void => {
    place.current.atEnd = end;
    setAtEnd(end);
  };

  // On opening: to the first new message, else to the end.
  useLayoutEffect(() => {
    const box = frame.current;
    if (!box) return;
    const news = box.querySelector<HTMLElement>(".newline");
    box.scrollTop = news ? news.offsetTop : box.scrollHeight;
    place.current.atEnd = distance(box) < AT_END_PX;
    place.current.height = box.scrollHeight;
  }, []);

  // After older items came in above: as far from the end as before.
  useLayoutEffect(() => {
    const box = frame.current;
    const known = place.current;
    if (!box || known.firstSeq === firstSeq) return;
    if (firstSeq < known.firstSeq) box.scrollTop += box.scrollHeight - known.height;
    known.firstSeq = firstSeq;
  }, [firstSeq]);

  // Who has written something wants to see it.
  useLayoutEffect(() => {
    if (!written || !frame.current) return;
    place.current.atEnd = true;
    frame.current.scrollTop = frame.current.scrollHeight;
  }, [written]);

  // After every change of size, of the words or of the room for them.
  useEffect(() => {
    const box = frame.current;
    const inner = box?.firstElementChild;
    if (!box || !inner) return;
    const watcher = new ResizeObserver(() => {
      if (place.current.atEnd) box.scrollTop = box.scrollHeight;
      place.current.height = box.scrollHeight;
      note(distance(box) < AT_END_PX);
    });
    watcher.observe(box);
    watcher.observe(inner);
    return () => watcher.disconnect();
  }, []);

  return {
    frame,
    atEnd,
    scrolled: () => {
      if (frame.current) note(distance(frame.current) < AT_END_PX);
    },
    toEnd: () => {
      const box = frame.current;
      if (box) box.scrollTop = box.scrollHeight;
    },
  };
}

function distance({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
