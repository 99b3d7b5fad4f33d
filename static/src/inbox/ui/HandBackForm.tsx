/** A small form in the header: back to the assistant. */

import { useId, useState } from "react";

import { useInboxPage } from "./context";

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
