/** Whom something can be given to: everybody, those with room first, with what stands in the way. */

import type { BoardAgent } from "../../protocol";
import { hindrance, PRESENCE_WORDS } from "../words";

export function People({
  agents,
  queue,
  isRefused,
  onChoose,
}: {
  agents: readonly BoardAgent[];
  queue: number | null;
  /** Whether nothing can be given to who is full or not there. */
  isRefused: boolean;
  onChoose: (agent: BoardAgent) => void;
}): React.ReactNode {
  const rank = (one: BoardAgent): number =>
    (hindrance(one) ? 2 : 0) + (queue === null || one.queues.includes(queue) ? 0 : 1);
  const sorted = [...agents].sort((one, other) => rank(one) - rank(other) || one.load - other.load);
  if (!sorted.length) return <p className="faint">Nobody answers visitors yet.</p>;
  return (
    <ul className="menu">
      {sorted.map((one) => {
        const why = hindrance(one);
        const other = queue !== null && !one.queues.includes(queue) ? ", another team" : "";
        return (
          <li key={one.id}>
            <button
              type="button"
              className="menu__item choice"
              disabled={isRefused && why !== ""}
              onClick={() => onChoose(one)}
            >
              <span className="choice__name">{one.name}</span>
              <span className="choice__more">
                {why || PRESENCE_WORDS[one.presence].toLowerCase()} · {one.load} of {one.capacity}
                {other}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
