/** What is owed to visitors, by the deadline: overdue first. */

import { Check, Clock, Mail, Phone, Undo2, UserRoundCheck, X } from "lucide-react";
import { useState } from "react";

import type { BoardFrame, BoardPromise, PromiseKind } from "../../protocol";
import { drop, give, keep, postpone } from "../deeds";
import { promiseKeyOf } from "../state/reduce";
import { due, isOver, moment, PROMISE_WORDS } from "../words";
import { Nothing, OpenLink, Problem, Section } from "./bits";
import { useBoard, useNow, usePage } from "./context";
import { icon } from "./icons";
import { Menu } from "./Menu";
import { NoteForm, PostponeForm } from "./PromiseForms";
import { People } from "./People";

const ICONS: Readonly<Record<PromiseKind, typeof Phone>> = {
  callback: Phone,
  message: Mail,
  follow_up: Undo2,
};

export function Promises({ board }: { board: BoardFrame }): React.ReactNode {
  const queue = useBoard((state) => state.queue);
  const rows = board.promises.filter((one) => queue === null || one.queue === queue);
  const count = queue === null ? board.totals.promises : rows.length;
  return (
    <Section title="Promises" id="promises" count={count} className="panel--promises">
      {rows.length === 0 ? (
        <Nothing>
          Nothing is owed. Calls, messages and follow-ups that visitors were promised appear here,
          with who keeps them and until when.
        </Nothing>
      ) : (
        <ol className="rows">
          {rows.map((one) => (
            <PromiseRow key={one.id} promise={one} board={board} />
          ))}
        </ol>
      )}
      {board.more_promises > 0 && queue === null && (
        <p className="more">and {board.more_promises} more</p>
      )}
    </Section>
  );
}

function PromiseRow({
  promise,
  board,
}: {
  promise: BoardPromise;
  board: BoardFrame;
}): React.ReactNode {
  const key = promiseKeyOf(promise);
  const over = useNow((now) => isOver(promise.due_at, now));
  const words = useNow((now) => due(promise.due_at, now));
  const at = useNow((now) => (promise.at ? ` at ${moment(promise.at, now)}` : ""));
  const until = useNow((now) => moment(promise.due_at, now));
  const queue = board.queues.find(({ id }) => id === promise.queue)?.name ?? "their queue";
  const Icon = ICONS[promise.kind];
  return (
    <li className={`row ${over ? "row--overdue" : "row--promise"}`} data-row={key}>
      <div className="row__time">
        <span className={over ? "row__big over" : "row__big"}>{until}</span>
        <span className={over ? "over" : "faint"}>{words}</span>
      </div>
      <div className="row__words">
        <div className="row__line">
          <Icon {...icon} />
          <strong>
            {PROMISE_WORDS[promise.kind]}
            {at}
          </strong>
          <span className="row__name">{promise.visitor}</span>
          <span className="faint">#{promise.number}</span>
          {promise.asked && <span className="badge badge--agent">Asking {promise.asked.name}</span>}
        </div>
        {promise.sentence && (
          <p className="row__why" title={promise.sentence}>
            {promise.sentence}
          </p>
        )}
        <p className="row__facts">
          {promise.owner ? (
            <strong>{promise.owner.name} keeps it</strong>
          ) : (
            `Up to the people of ${queue}`
          )}
        </p>
      </div>
      <div className="row__deeds">
        <PromiseDeeds promise={promise} board={board} rowKey={key} queue={queue} />
        <OpenLink conversation={promise.conversation} tab="all" visitor={promise.visitor} />
      </div>
      <Problem rowKey={key} />
    </li>
  );
}

function PromiseDeeds({
  promise,
  board,
  rowKey,
  queue,
}: {
  promise: BoardPromise;
  board: BoardFrame;
  rowKey: string;
  queue: string;
}): React.ReactNode {
  const { client } = usePage();
  const mayAct = useBoard((state) => state.mayAct);
  const busy = useBoard((state) => state.busy.has(rowKey));
  // What was typed stays while the form is closed: a slip of the hand costs nothing.
  const [note, setNote] = useState("");
  if (!mayAct) return null;
  return (
    <>
      <Menu
        rowKey={rowKey}
        name="give"
        about={`Give the promise to ${promise.visitor} to somebody`}
        title={`Who keeps the promise to ${promise.visitor}?`}
        label={<Label Icon={UserRoundCheck} words="Give" />}
        disabled={busy}
      >
        {() => (
          <>
            {promise.owner && (
              <button
                type="button"
                className="menu__item menu__item--wide"
                onClick={() => void client.do(give(promise, null, queue))}
              >
                The people of {queue}
              </button>
            )}
            <People
              agents={board.agents.filter(({ id }) => id !== promise.owner?.id)}
              queue={promise.queue}
              isRefused={false}
              onChoose={(agent) => void client.do(give(promise, agent, queue))}
            />
          </>
        )}
      </Menu>
      <Menu
        rowKey={rowKey}
        name="postpone"
        about={`Postpone the promise to ${promise.visitor}`}
        title={`When is it due? ${promise.visitor} is told.`}
        label={<Label Icon={Clock} words="Postpone" />}
        disabled={busy}
      >
        {() => (
          <PostponeForm
            promise={promise}
            onChoose={(until, words) => void client.do(postpone(promise, until, words))}
          />
        )}
      </Menu>
      <Menu
        rowKey={rowKey}
        name="keep"
        about={`Kept: the promise to ${promise.visitor}`}
        title={`Was the promise to ${promise.visitor} kept?`}
        label={<Label Icon={Check} words="Kept" />}
        disabled={busy}
      >
        {() => (
          <NoteForm
            label="Note for colleagues (optional)"
            button="Mark as kept"
            note={note}
            onNote={setNote}
            onSend={() => void client.do(keep(promise, note))}
          />
        )}
      </Menu>
      <Menu
        rowKey={rowKey}
        name="drop"
        about={`Drop the promise to ${promise.visitor}`}
        title={`Drop the promise to ${promise.visitor}?`}
        label={<Label Icon={X} words="Drop" />}
        className="button button--small button--quiet"
        disabled={busy}
      >
        {() => (
          <NoteForm
            label="Why does nobody follow up?"
            button="Drop it"
            isNeeded
            note={note}
            onNote={setNote}
            onSend={() => void client.do(drop(promise, note))}
          />
        )}
      </Menu>
    </>
  );
}

function Label({ Icon, words }: { Icon: typeof Phone; words: string }): React.ReactNode {
  return (
    <>
      <Icon {...icon} />
      {words}
    </>
  );
}
