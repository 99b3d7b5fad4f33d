/** The small forms in the menus of a promise. */

import { useId, useState } from "react";

import type { BoardPromise } from "../../protocol";
import { moment } from "../words";
import { useNow } from "./context";

const MINUTE = 60_000;
const STEPS: readonly [string, number][] = [
  ["15 minutes later", 15 * MINUTE],
  ["1 hour later", 60 * MINUTE],
  ["A day later", 24 * 60 * MINUTE],
];

/** Later than it is due, or than now where that is past. */
export function PostponeForm({
  promise,
  onChoose,
}: {
  promise: BoardPromise;
  onChoose: (until: Date, words: string) => void;
}): React.ReactNode {
  const id = useId();
  const [own, setOwn] = useState("");
  const minute = useNow((now) => Math.ceil(now / MINUTE) * MINUTE);
  const from = Math.max(Date.parse(promise.due_at), minute);
  const chosen = Date.parse(own);
  const words = (at: number): string => moment(new Date(at).toISOString(), minute);
  return (
    <div className="board-form">
      <ul className="menu">
        {STEPS.map(([label, ms]) => (
          <li key={label}>
            <button
              type="button"
              className="menu__item choice"
              onClick={() => onChoose(new Date(from + ms), words(from + ms))}
            >
              <span className="choice__name">{label}</span>
              <span className="choice__more">{words(from + ms)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        className="board-form__own"
        onSubmit={(event) => {
          event.preventDefault();
          if (!Number.isNaN(chosen)) onChoose(new Date(chosen), words(chosen));
        }}
      >
        <label htmlFor={id}>Another time, by your clock</label>
        <input
          id={id}
          type="datetime-local"
          required
          value={own}
          onChange={(event) => setOwn(event.target.value)}
        />
        <button type="submit" className="button button--small" disabled={Number.isNaN(chosen)}>
          Postpone
        </button>
      </form>
    </div>
  );
}

export function NoteForm({
  label,
  button,
  isNeeded = false,
  note,
  onNote,
  onSend,
}: {
  label: string;
  button: string;
  isNeeded?: boolean;
  note: string;
  onNote: (note: string) => void;
  onSend: () => void;
}): React.ReactNode {
  const id = useId();
  return (
    <form
      className="board-form board-form__note"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={300}
        required={isNeeded}
        value={note}
        onChange={(event) => onNote(event.target.value)}
      />
      <button
        type="submit"
        className="button button--small button--accent"
        disabled={isNeeded && !note.trim()}
      >
        {button}
      </button>
    </form>
  );
}
