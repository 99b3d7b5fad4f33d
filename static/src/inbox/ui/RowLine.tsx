/** One conversation in the list: two lines, the owner's colour at the edge. */

import { Flag } from "lucide-react";
import { memo, useEffect, useRef } from "react";

import type { Me, Row } from "../../protocol";
import { callsFor } from "../state/rows";
import { preview, priorityWord, reasonWords, visitorName } from "../words/lines";
import { isMessage } from "../words/waits";
import { Age, icon, OwnerBadge, useOwnerTone } from "./bits";

export interface RowLineProps {
  row: Row;
  me: Me | null;
  selected: boolean;
  /** Is this the row that Tab reaches? */
  stop: boolean;
  select: (id: string) => void;
}

export const RowLine = memo(function RowLine({ row, me, selected, stop, select }: RowLineProps) {
  const tone = useOwnerTone(row);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (selected) button.current?.scrollIntoView?.({ block: "nearest" });
  }, [selected]);
  const { who, text } = preview(row, me?.name ?? "");
  const unread = callsFor(row, me);
  const waits = row.waiting_since !== null;
  // While somebody waits, the badge itself counts the time.
  const ticks = (row.state === "queued" || row.state === "offered") && !isMessage(row);
  const priority = waits ? priorityWord(row.priority) : "";
  return (
    <li data-flip={row.id}>
      <button
        ref={button}
        type="button"
        className={`row row--${tone}`}
        aria-current={selected ? "true" : undefined}
        tabIndex={stop ? 0 : -1}
        onClick={() => select(row.id)}
      >
        <span className="row__line">
          {unread && (
            <span className="row__unread" title={`${row.unread} unread`}>
              <span className="hidden">{row.unread} unread, </span>
            </span>
          )}
          {priority && (
            <span
              className={`row__priority row__priority--${priority.toLowerCase()}`}
              title={`${priority} priority`}
            >
              <Flag {...icon} size={14} />
              <span className="hidden">{priority} priority, </span>
            </span>
          )}
          <span className="row__head">
            <span className={unread ? "row__name row__name--unread" : "row__name"} dir="auto">
              {visitorName(row)}
            </span>
            {row.queue && <span className="row__queue">{row.queue}</span>}
          </span>
          <span className="row__end">
            <OwnerBadge row={row} me={me} />
            {!ticks && <Age at={row.last_at} />}
          </span>
        </span>
        <span className="row__line row__line--second">
          <span className="row__preview" dir="auto">
            {who && <span className="row__who">{who}: </span>}
            {text}
          </span>
          {priority === "Urgent" && (
            <span className="tag tag--overdue" aria-hidden>
              Urgent
            </span>
          )}
          {row.reason && <span className="tag">{reasonWords(row.reason)}</span>}
        </span>
      </button>
    </li>
  );
});
