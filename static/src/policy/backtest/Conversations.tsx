/** The conversations behind a number, the newest first. */

import { MessageSquare, Scale, X } from "lucide-react";
import { useEffect, useRef } from "react";

import { icon } from "../ui/bits";
import type { Counted, Row } from "./types";
import { several, when } from "./words";

export function Conversations({
  title,
  counted,
  onClose,
}: {
  title: string;
  counted: Counted;
  onClose: () => void;
}): React.ReactNode {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [title]);
  const { conversations, total } = counted;
  return (
    <section className="bt-list" aria-label={title}>
      <header>
        <h3 ref={head} tabIndex={-1}>
          {title}: {several(total, "conversation")}
          {conversations.length < total && `, the newest ${conversations.length}`}
        </h3>
        <button type="button" className="pe-icon" aria-label="Close the list" onClick={onClose}>
          <X {...icon} />
        </button>
      </header>
      <ul>
        {conversations.map((row) => (
          <Line key={row.decision} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row }: { row: Row }): React.ReactNode {
  return (
    <li>
      <span className="bt-number">#{row.number}</span>
      <span className="bt-when">{row.at && when(new Date(row.at))}</span>
      <span className="bt-why">
        {row.change && why(row)}
        {row.known === false && <em> What the assistant would have answered is not known.</em>}
      </span>
      {row.id && (
        <a className="pe-link" href={`/inbox/#/all/${row.id}`}>
          <MessageSquare {...icon} /> Conversation
        </a>
      )}
      <a className="pe-link" href={`/admin/escalation/decision/${row.decision}/change/`}>
        <Scale {...icon} /> Decision
      </a>
    </li>
  );
}

function why({ live, draft }: Row): string {
  if (live && draft) {
    return live.label === draft.label ? draft.label : `${live.label}, now ${draft.label}`;
  }
  return draft?.label ?? live?.label ?? "";
}
