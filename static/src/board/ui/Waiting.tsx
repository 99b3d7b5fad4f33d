/** Everybody who waits, in the order in which they are served. */

import { ArrowRightLeft, UserRoundCheck } from "lucide-react";

import type { BoardFrame, BoardWait } from "../../protocol";
import { assign, move } from "../deeds";
import { waitKeyOf } from "../state/reduce";
import { due, isOver, since, toldWords, toneOf, urgency } from "../words";
import { Nothing, OpenLink, Problem, Section } from "./bits";
import { useBoard, useNow, usePage } from "./context";
import { icon } from "./icons";
import { Menu } from "./Menu";
import { People } from "./People";

export function Waiting({ board }: { board: BoardFrame }): React.ReactNode {
  const queue = useBoard((state) => state.queue);
  const rows = board.waiting.filter((one) => queue === null || one.queue === queue);
  const inLine = rows.filter((one) => one.state !== "deferred");
  const atForm = rows.filter((one) => one.state === "deferred");
  const count =
    queue === null
      ? board.totals.waiting
      : (board.queues.find(({ id }) => id === queue)?.waiting ?? inLine.length);
  const more = queue === null ? board.more_waiting : count - inLine.length;
  return (
    <Section title="Waiting" id="waiting" count={count} className="panel--waiting" note={<Order />}>
      {inLine.length === 0 ? (
        <Nothing>
          Nobody is waiting. Whoever asks for a person appears here, the first to be served on top.
        </Nothing>
      ) : (
        <ol className="rows">
          {inLine.map((one) => (
            <WaitRow key={one.conversation} wait={one} board={board} />
          ))}
        </ol>
      )}
      {more > 0 && <p className="more">and {more} more</p>}
      {atForm.length > 0 && (
        <>
          <h3 className="panel__sub">
            Asked to leave a message <span className="panel__count">{atForm.length}</span>
          </h3>
          <ol className="rows">
            {atForm.map((one) => (
              <WaitRow key={one.conversation} wait={one} board={board} />
            ))}
          </ol>
        </>
      )}
    </Section>
  );
}

function Order(): React.ReactNode {
  return <span className="faint wide-only">by urgency, then by time</span>;
}

function WaitRow({ wait, board }: { wait: BoardWait; board: BoardFrame }): React.ReactNode {
  const key = waitKeyOf(wait);
  const tone = useNow((now) => toneOf(wait, now));
  const waited = useNow((now) => since(wait.since, now));
  const deadline = useNow((now) => due(wait.deadline_at, now));
  const over = useNow((now) => isOver(wait.deadline_at, now));
  const queue = board.queues.find(({ id }) => id === wait.queue);
  const told = wait.asked ? "" : toldWords(wait.told);
  return (
    <li className={`row row--${tone}`} data-row={key}>
      <div className="row__time">
        <span className="row__big">{waited}</span>
        {deadline && <span className={over ? "over" : "faint"}>{deadline}</span>}
      </div>
      <div className="row__words">
        <div className="row__line">
          <strong className="row__name">{wait.visitor}</strong>
          <span className="faint">#{wait.number}</span>
          {wait.state !== "deferred" && (
            <span className={`badge ${wait.priority >= 90 ? "badge--overdue" : ""}`}>
              {urgency(wait.priority)}
            </span>
          )}
          <Asked wait={wait} />
        </div>
        <p className="row__why" title={wait.sentence}>
          {wait.sentence || wait.reason}
        </p>
        <p className="row__facts">
          {[queue?.name, wait.reason, told, wait.wanted && `for ${wait.wanted}`]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="row__deeds">
        <WaitDeeds wait={wait} board={board} rowKey={key} />
        <OpenLink conversation={wait.conversation} tab="waiting" visitor={wait.visitor} />
      </div>
      <Problem rowKey={key} />
    </li>
  );
}

/** Who is being asked, and how long they have to answer. */
function Asked({ wait }: { wait: BoardWait }): React.ReactNode {
  const left = useNow((now) =>
    wait.asked_until ? Math.max(0, Math.ceil((Date.parse(wait.asked_until) - now) / 1000)) : 0,
  );
  if (!wait.asked) return null;
  return <span className="badge badge--agent">{`Asking ${wait.asked.name}, ${left} s left`}</span>;
}

function WaitDeeds({
  wait,
  board,
  rowKey,
}: {
  wait: BoardWait;
  board: BoardFrame;
  rowKey: string;
}): React.ReactNode {
  const { client } = usePage();
  const mayAct = useBoard((state) => state.mayAct);
  const busy = useBoard((state) => state.busy.has(rowKey));
  if (!mayAct) return null;
  const here = board.queues.find(({ id }) => id === wait.queue);
  const others = board.queues.filter(({ id }) => id !== wait.queue);
  return (
    <>
      <Menu
        rowKey={rowKey}
        name="assign"
        about={`Assign ${wait.visitor}`}
        title={`Give ${wait.visitor} to`}
        label={
          <>
            <UserRoundCheck {...icon} />
            Assign
          </>
        }
        disabled={busy}
      >
        {() => (
          <People
            agents={board.agents}
            queue={wait.queue}
            isRefused
            onChoose={(agent) => void client.do(assign(wait, agent))}
          />
        )}
      </Menu>
      {wait.state !== "deferred" && others.length > 0 && (
        <Menu
          rowKey={rowKey}
          name="move"
          about={`Move ${wait.visitor}`}
          title={`Move ${wait.visitor} to`}
          label={
            <>
              <ArrowRightLeft {...icon} />
              Move
            </>
          }
          disabled={busy}
        >
          {() => (
            <ul className="menu">
              {others.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className="menu__item choice"
                    onClick={() => void client.do(move(wait, one, here))}
                  >
                    <span className="choice__name">{one.name}</span>
                    <span className="choice__more">
                      {one.waiting} waiting · {one.free} of {one.slots} places free
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Menu>
      )}
    </>
  );
}
