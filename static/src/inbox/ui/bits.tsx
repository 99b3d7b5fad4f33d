/** Small parts that appear in many places. */

import { Bot, Check, Clock, Headset, Inbox, Mail, Phone, User } from "lucide-react";
import { useRef, useState } from "react";

import type { Me, Row } from "../../protocol";
import { levelOf, percent, toneOf } from "../words/confidence";
import { age, ago, fullTime, waited } from "../words/time";
import { isMessage, messageWords, toneOfMessage } from "../words/waits";
import { useTime } from "./clock";
import { useDismiss } from "./hooks";

/** Icons of this page: 16 pixels, one stroke. */
export const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** An age that goes on by itself. */
export function Age({
  at,
  sentence = false,
}: {
  at: string | null;
  sentence?: boolean;
}): React.ReactNode {
  const words = useTime((now) => (sentence ? ago(at, now) : age(at, now)));
  if (!at || !words) return null;
  return (
    <time className="age" dateTime={at} title={fullTime(at)}>
      {words}
    </time>
  );
}

export type Tone =
  "assistant" | "agent" | "waiting" | "waiting-long" | "overdue" | "resolved" | "quiet";

/** How pressing a wait is: its colour deepens, and turns at the deadline. */
export function toneOfWait(row: Row, now: number): Tone {
  const since = Date.parse(row.waiting_since ?? row.opened_at);
  const deadline = row.state === "queued" && row.deadline_at ? Date.parse(row.deadline_at) : NaN;
  if (Number.isNaN(deadline)) return "waiting";
  if (now >= deadline) return "overdue";
  return now - since > (deadline - since) / 2 ? "waiting-long" : "waiting";
}

/** The colour that says who owns the next word. */
export function useOwnerTone(row: Row): Tone {
  return useTime((now): Tone => {
    if (isMessage(row)) return toneOfMessage(row, now);
    switch (row.state) {
      case "assistant":
        return "assistant";
      case "with_agent":
        return "agent";
      case "queued":
      case "offered":
        return toneOfWait(row, now);
      case "deferred":
        return "waiting";
      case "closed":
        return row.outcome === "resolved" ? "resolved" : "quiet";
    }
  });
}

export function OwnerBadge({ row, me }: { row: Row; me: Me | null }): React.ReactNode {
  const tone = useOwnerTone(row);
  const wait = useTime((now) =>
    isMessage(row) ? messageWords(row, now) : waited(row.waiting_since, now),
  );
  const { Icon, words } = ownerWords(row, me, wait);
  return (
    <span className={`badge badge--${tone}`}>
      <Icon {...icon} size={12} />
      {words}
    </span>
  );
}

function ownerWords(row: Row, me: Me | null, wait: string): { Icon: typeof Bot; words: string } {
  if (isMessage(row)) return { Icon: row.reason === "callback" ? Phone : Mail, words: wait };
  switch (row.state) {
    case "assistant":
      return { Icon: Bot, words: "AI" };
    case "queued":
    case "offered":
      return { Icon: Clock, words: wait ? `Waiting ${wait}` : "Waiting" };
    case "deferred":
      return { Icon: Mail, words: "Left a message" };
    case "with_agent":
      return { Icon: Headset, words: row.owner.id === me?.id ? "You" : row.owner.name || "Agent" };
    case "closed":
      return { Icon: Check, words: closedWord(row.outcome) };
  }
}

function closedWord(outcome: string): string {
  if (!outcome) return "Closed";
  const words = outcome.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Confidence as a bar and in words: "low, 41 %". */
export function ConfidenceBar({
  value,
  label,
}: {
  value: number;
  label?: string;
}): React.ReactNode {
  return (
    <span className={`confidence confidence--${toneOf(value)}`}>
      <span className="confidence__bar" aria-hidden>
        <span style={{ width: `${Math.round(Math.min(1, Math.max(0, value)) * 100)}%` }} />
      </span>
      <span>
        {label || levelOf(value)}, {percent(value)}
      </span>
    </span>
  );
}

export function SpeakerIcon({
  kind,
}: {
  kind: "visitor" | "assistant" | "agent";
}): React.ReactNode {
  const Icon = { visitor: User, assistant: Bot, agent: Headset }[kind];
  return (
    <span className={`speaker speaker--${kind}`}>
      <Icon {...icon} size={14} />
    </span>
  );
}

export function EmptyState({
  title,
  children,
}: {
  title: string;
  children?: React.ReactNode;
}): React.ReactNode {
  return (
    <div className="empty">
      <Inbox {...icon} size={20} />
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  );
}

/** Placeholder rows; they appear only when loading takes long enough to be noticed. */
export function Skeleton({
  rows,
  kind,
}: {
  rows: number;
  kind: "row" | "bubble";
}): React.ReactNode {
  return (
    <div className="skeleton" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className={`skeleton__${kind}`} aria-hidden />
      ))}
    </div>
  );
}

/** A button that opens a small panel below itself. */
export function Popover({
  label,
  title,
  className = "button button--quiet",
  align = "end",
  children,
}: {
  label: React.ReactNode;
  title: string;
  className?: string;
  align?: "start" | "end";
  children: (close: () => void) => React.ReactNode;
}): React.ReactNode {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const [close] = useState(() => () => {
    setOpen(false);
    if (frame.current?.contains(document.activeElement)) trigger.current?.focus();
  });
  useDismiss(frame, open, close);
  return (
    <div className="popover" ref={frame}>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-expanded={open}
        aria-label={title}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && <div className={`popover__panel popover__panel--${align}`}>{children(close)}</div>}
    </div>
  );
}
