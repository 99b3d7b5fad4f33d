/** Small parts of the board. */

import { useEffect, useId, useRef } from "react";

import type { BoardState } from "../state/types";
import { useBoard, usePage } from "./context";
import { icon } from "./icons";
import { ExternalLink, TriangleAlert, X } from "lucide-react";

/** A part of the page under its heading, which can be jumped to. */
export function Section({
  title,
  id: place,
  count,
  note,
  className,
  children,
}: {
  title: string;
  /** By which the figures at the top lead here. */
  id: string;
  count: number;
  note?: React.ReactNode;
  className: string;
  children: React.ReactNode;
}): React.ReactNode {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusKept(heading);
  return (
    <section id={place} className={`panel ${className}`} aria-labelledby={id}>
      <div className="panel__head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title} <span className="panel__count">{count}</span>
        </h2>
        {note}
      </div>
      {children}
    </section>
  );
}

const boardOf = (state: BoardState): BoardState["board"] => state.board;

/** When a row goes while its button has the focus, the focus goes to the heading above. */
function useFocusKept(heading: React.RefObject<HTMLElement | null>): void {
  const board = useBoard(boardOf);
  const within = useRef(false);
  useEffect(() => {
    const focused = (event: FocusEvent): void => {
      const section = heading.current?.closest("section");
      within.current = event.target instanceof Node && (section?.contains(event.target) ?? false);
    };
    const pressed = (): void => {
      within.current = false;
    };
    document.addEventListener("focusin", focused);
    document.addEventListener("pointerdown", pressed);
    return () => {
      document.removeEventListener("focusin", focused);
      document.removeEventListener("pointerdown", pressed);
    };
  }, [heading]);
  useEffect(() => {
    if (within.current && document.activeElement === document.body) heading.current?.focus();
  }, [board, heading]);
}

/** What was not possible, at the row where it was tried: in its menu while that is open. */
export function Problem({
  rowKey,
  inMenu = false,
}: {
  rowKey: string;
  inMenu?: boolean;
}): React.ReactNode {
  const { store } = usePage();
  const text = useBoard((state) => state.problems[rowKey]);
  const isMenuOpen = useBoard((state) => state.menu?.startsWith(`${rowKey}/`) ?? false);
  if (!text || isMenuOpen !== inMenu) return null;
  return (
    <p className="problem" role="alert">
      <TriangleAlert {...icon} />
      <span>{text}</span>
      <button
        type="button"
        className="button button--quiet button--small"
        aria-label="Dismiss"
        onClick={() => store.dispatch({ type: "local.read", key: rowKey })}
      >
        <X {...icon} />
      </button>
    </p>
  );
}

/** Leads to the conversation in the inbox. */
export function OpenLink({
  conversation,
  tab,
  visitor,
}: {
  conversation: string;
  tab: "waiting" | "all";
  visitor: string;
}): React.ReactNode {
  const { links } = usePage();
  return (
    <a
      className="button button--quiet button--small"
      href={`${links.inboxUrl}#/${tab}/${conversation}`}
      target="_blank"
      rel="noopener"
      aria-label={`Open the conversation with ${visitor} in the inbox`}
    >
      <ExternalLink {...icon} />
      Open
    </a>
  );
}

export function Nothing({ children }: { children: React.ReactNode }): React.ReactNode {
  return <p className="nothing">{children}</p>;
}
