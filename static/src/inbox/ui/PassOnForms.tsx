/** Small forms in the header: back to the assistant, or on to another queue. */

import { useId, useState } from "react";

import { useInbox, useInboxPage } from "./context";

const LONGEST = 2000;

interface FormProps {
  id: string;
  close: () => void;
}

export function HandBackForm({ id, close }: FormProps): React.ReactNode {
  const { client } = useInboxPage();
  const [brief, setBrief] = useState("");
  const field = useId();
  return (
    <form
      className="passon"
      onSubmit={(event) => {
        event.preventDefault();
        if (client.do({ type: "hand_back", conversation: id, brief: brief.trim() })) close();
      }}
    >
      <label htmlFor={field}>
        What was settled? The AI reads this before it goes on.{" "}
        <span className="faint">Optional: left empty, it reads your last replies.</span>
      </label>
      <textarea
        id={field}
        autoFocus
        rows={2}
        maxLength={LONGEST}
        value={brief}
        placeholder="Refund of 24 € was sent today, arrives in 3 to 5 days."
        onChange={(event) => setBrief(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
        }}
      />
      <div className="passon__actions">
        <button type="submit" className="button button--accent">
          Hand back to AI
        </button>
        <button type="button" className="button button--quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

export function TransferForm({ id, close }: FormProps): React.ReactNode {
  const { client } = useInboxPage();
  const queues = useInbox((state) => state.queues);
  const current = useInbox((state) => state.rows[id]?.queue);
  const others = queues.filter(({ name }) => name !== current);
  const [queue, setQueue] = useState(others[0]?.id ?? 0);
  const [note, setNote] = useState("");
  const [queueField, noteField] = [useId(), useId()];
  if (!others.length) {
    return (
      <div className="passon">
        <p>There is no other queue yet. A manager can add queues in the settings.</p>
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    );
  }
  return (
    <form
      className="passon"
      onSubmit={(event) => {
        event.preventDefault();
        const words = { type: "transfer" as const, conversation: id, queue, note: note.trim() };
        if (client.do(words)) close();
      }}
    >
      <label htmlFor={queueField}>To which queue?</label>
      <select
        id={queueField}
        autoFocus
        value={queue}
        onChange={(event) => setQueue(Number(event.target.value))}
      >
        {others.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name} ({one.waiting} waiting)
          </option>
        ))}
      </select>
      <label htmlFor={noteField}>
        What should your colleagues know?{" "}
        <span className="faint">Optional, visitors do not see it</span>
      </label>
      <textarea
        id={noteField}
        rows={2}
        maxLength={LONGEST}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
        }}
      />
      <div className="passon__actions">
        <button type="submit" className="button button--accent">
          Transfer
        </button>
        <button type="button" className="button button--quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
