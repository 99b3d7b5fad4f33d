/** Passes a conversation on: to another queue, or to a colleague, with what they have now. */

import { useEffect, useId, useState } from "react";

import type { Colleague, QueueView } from "../../protocol";
import { isUnderWay } from "../state/deeds";
import { hindrance, loadWords } from "../words/colleagues";
import { useInbox, useInboxPage } from "./context";

const LONGEST = 2000;
/** Who is there changes while the form is open. */
const ASK_AGAIN_MS = 10_000;

type Target = "queue" | "person";

interface FormProps {
  id: string;
  close: () => void;
}

export function TransferForm({ id, close }: FormProps): React.ReactNode {
  const { client } = useInboxPage();
  const [queues, colleagues] = [useOtherQueues(id), useColleagues()];
  const busy = useInbox((state) => isUnderWay(state, "transfer", id));
  const [target, setTarget] = useState<Target>(queues.length ? "queue" : "person");
  const [queue, setQueue] = useState(queues[0]?.id ?? 0);
  const [agent, setAgent] = useState(0);
  const [note, setNote] = useState("");
  const chosen = colleagues.find((one) => one.id === agent && !hindrance(one));
  const complete = target === "queue" ? queue > 0 : chosen !== undefined;
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    if (!complete) return;
    // It stays open until the conversation is gone: words of a transfer that failed are kept.
    const to = target === "queue" ? { queue } : { queue: 0, agent };
    client.do({ type: "transfer", conversation: id, ...to, note: note.trim() });
  };
  return (
    <form
      className="passon"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <Targets target={target} choose={setTarget} />
      {target === "queue" ? (
        <QueueChoice queues={queues} queue={queue} choose={setQueue} />
      ) : (
        <PersonChoice colleagues={colleagues} agent={agent} choose={setAgent} />
      )}
      <NoteField note={note} change={setNote} />
      <div className="passon__actions">
        <button type="submit" className="button button--accent" disabled={busy || !complete}>
          {busy ? "Transferring…" : "Transfer"}
        </button>
        <button type="button" className="button button--quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function useOtherQueues(id: string): QueueView[] {
  const queues = useInbox((state) => state.queues);
  const current = useInbox((state) => state.rows[id]?.queue);
  return queues.filter(({ name }) => name !== current);
}

/** Asked for when the form opens, and again while it is open. */
function useColleagues(): readonly Colleague[] {
  const { client } = useInboxPage();
  useEffect(() => {
    client.askColleagues();
    const timer = window.setInterval(() => client.askColleagues(), ASK_AGAIN_MS);
    return () => window.clearInterval(timer);
  }, [client]);
  return useInbox((state) => state.colleagues);
}

const TARGETS: { target: Target; words: string }[] = [
  { target: "queue", words: "To a queue" },
  { target: "person", words: "To a colleague" },
];

function Targets({
  target,
  choose,
}: {
  target: Target;
  choose: (target: Target) => void;
}): React.ReactNode {
  const name = useId();
  return (
    <fieldset className="passon__targets">
      <legend className="hidden">Pass it on</legend>
      {TARGETS.map((one) => (
        <label key={one.target}>
          <input
            type="radio"
            name={name}
            autoFocus={one.target === target}
            checked={one.target === target}
            onChange={() => choose(one.target)}
          />{" "}
          {one.words}
        </label>
      ))}
    </fieldset>
  );
}

function QueueChoice({
  queues,
  queue,
  choose,
}: {
  queues: readonly QueueView[];
  queue: number;
  choose: (queue: number) => void;
}): React.ReactNode {
  const field = useId();
  if (!queues.length) {
    return <p>There is no other queue yet. A manager can add queues in the settings.</p>;
  }
  return (
    <>
      <label htmlFor={field}>To which queue?</label>
      <select id={field} value={queue} onChange={(event) => choose(Number(event.target.value))}>
        {queues.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name} ({one.waiting} waiting{one.is_closed && ", closed to newcomers"})
          </option>
        ))}
      </select>
    </>
  );
}

function PersonChoice({
  colleagues,
  agent,
  choose,
}: {
  colleagues: readonly Colleague[];
  agent: number;
  choose: (agent: number) => void;
}): React.ReactNode {
  const name = useId();
  if (!colleagues.length) return <p>Nobody else answers visitors yet.</p>;
  return (
    <fieldset className="people">
      <legend>Who? They are asked first; should they not take it, others are.</legend>
      {colleagues.map((one) => {
        const why = hindrance(one);
        return (
          <label key={one.id} className={why ? "person person--not" : "person"}>
            <input
              type="radio"
              name={name}
              disabled={why !== ""}
              checked={one.id === agent && !why}
              onChange={() => choose(one.id)}
            />
            <span className={`person__dot person__dot--${one.presence}`} aria-hidden />
            <span className="person__name" dir="auto">
              {one.name}
            </span>
            <span className="faint">
              {[why || "available", loadWords(one), one.teams.join(", ")]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

function NoteField({
  note,
  change,
}: {
  note: string;
  change: (note: string) => void;
}): React.ReactNode {
  const field = useId();
  return (
    <>
      <label htmlFor={field}>
        What should your colleagues know?{" "}
        <span className="faint">Optional, visitors do not see it</span>
      </label>
      <textarea
        id={field}
        rows={2}
        maxLength={LONGEST}
        value={note}
        onChange={(event) => change(event.target.value)}
      />
    </>
  );
}
