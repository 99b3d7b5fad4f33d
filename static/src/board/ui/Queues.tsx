/** The queues: what keeps newcomers out, who waits, how long it takes, and how honest we were. */

import { CircleCheck, CircleSlash, Clock, DoorClosed, Megaphone } from "lucide-react";

import type { BoardFrame, BoardQueue } from "../../protocol";
import { callForHelp, closeQueue, openQueue } from "../deeds";
import { queueKey } from "../state/reduce";
import { about, counted, due, queueState, since } from "../words";
import { Nothing, Problem, Section } from "./bits";
import { useBoard, useNow, usePage } from "./context";
import { icon } from "./icons";

export function Queues({ board }: { board: BoardFrame }): React.ReactNode {
  return (
    <Section title="Queues" id="queues" count={board.queues.length} className="panel--queues">
      {board.queues.length === 0 ? (
        <Nothing>There is no queue yet. The first handoff makes one.</Nothing>
      ) : (
        <ul className="rows">
          {board.queues.map((one) => (
            <QueueRow key={one.id} queue={one} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const LOOKS = {
  open: { Icon: CircleCheck, badge: "badge--resolved" },
  closed: { Icon: DoorClosed, badge: "badge--overdue" },
  out_of_hours: { Icon: Clock, badge: "" },
  full: { Icon: CircleSlash, badge: "badge--waiting-long" },
} as const;

function QueueRow({ queue }: { queue: BoardQueue }): React.ReactNode {
  const { store } = usePage();
  const only = useBoard((state) => state.queue === queue.id);
  const state = useNow((now) => queueState(queue, now));
  const { Icon, badge } = LOOKS[queue.status];
  const key = queueKey(queue.id);
  return (
    <li className="row row--queue" data-row={key}>
      <div className="row__line">
        <button
          type="button"
          className="chip queue__name"
          aria-pressed={only}
          title={only ? "Show all queues" : "Show only this queue"}
          onClick={() => store.dispatch({ type: "local.queue", queue: only ? null : queue.id })}
        >
          {queue.name}
        </button>
        <span className={`badge ${badge}`}>
          <Icon {...icon} size={12} />
          {state}
        </span>
        <QueueDeeds queue={queue} rowKey={key} />
      </div>
      <WhoWaits queue={queue} />
      <p className="row__facts">
        {queue.online
          ? `${counted(queue.online, "person", "people")} available, ${queue.free} of ${queue.slots} places free`
          : "Nobody of the team is available."}
      </p>
      <Accuracy queue={queue} />
      <Problem rowKey={key} />
    </li>
  );
}

function WhoWaits({ queue }: { queue: BoardQueue }): React.ReactNode {
  const longest = useNow((now) => since(queue.longest_since, now));
  const deadline = useNow((now) => due(queue.deadline_at, now));
  return (
    <p className="queue__waits">
      <strong>{queue.waiting ? `${queue.waiting} waiting` : "Nobody waiting"}</strong>
      {longest && `, longest ${longest}`}
      {deadline && `, first ${deadline}`}
      {expectedWords(queue)}.
      {queue.messages > 0 &&
        ` ${counted(queue.messages, "message waits", "messages wait")} to be answered.`}
    </p>
  );
}

/** What a newcomer has to expect; nothing where none is let in or nobody is there. */
function expectedWords(queue: BoardQueue): string {
  if (queue.status === "closed" || queue.status === "out_of_hours" || !queue.online) return "";
  if (queue.expected_s === null) return "; too few talks yet to say how long a newcomer waits";
  if (queue.expected_s === 0) return "; a newcomer is served at once";
  return `; a newcomer waits about ${about(queue.expected_s)}`;
}

function Accuracy({ queue: { accuracy } }: { queue: BoardQueue }): React.ReactNode {
  if (!accuracy) return null;
  return (
    <p className="row__facts">
      We said {about(accuracy.said_s)}, it was {about(accuracy.actual_s)} (
      {Math.round(accuracy.in_range_0_1 * 100)} % of {accuracy.waits} waits within the range, 7
      days)
    </p>
  );
}

function QueueDeeds({ queue, rowKey }: { queue: BoardQueue; rowKey: string }): React.ReactNode {
  const { client } = usePage();
  const mayAct = useBoard((state) => state.mayAct);
  const busy = useBoard((state) => state.busy.has(rowKey));
  if (!mayAct) return null;
  const isClosed = queue.status === "closed";
  return (
    <div className="row__deeds row__deeds--end">
      <button
        type="button"
        className="button button--small"
        disabled={busy}
        aria-label={`Call for help in ${queue.name}`}
        title="A mail to everybody of the team, and of the team it overflows to, who is not here"
        onClick={() => void client.do(callForHelp(queue))}
      >
        <Megaphone {...icon} />
        Call for help
      </button>
      <button
        type="button"
        className="button button--small"
        disabled={busy}
        aria-label={`${isClosed ? "Open" : "Close"} ${queue.name}`}
        title={
          isClosed
            ? "Newcomers wait here again"
            : "Newcomers are offered a message or a call instead; whoever waits is served"
        }
        onClick={() => void client.do(isClosed ? openQueue(queue) : closeQueue(queue))}
      >
        {isClosed ? <CircleCheck {...icon} /> : <DoorClosed {...icon} />}
        {isClosed ? "Open" : "Close"}
      </button>
    </div>
  );
}
