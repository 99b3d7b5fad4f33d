/** What can happen next in a test: the visitor writes, people come and go, time passes. */

import { Send } from "lucide-react";
import { useRef, useState } from "react";

import type { Tried, TryEvent } from "../../types";
import { Field, icon, moment } from "../../ui/bits";
import { useNames } from "../parts";
import { eventOf } from "./session";

interface Props {
  answer: Tried;
  isBusy: boolean;
  onEvent: (event: TryEvent) => void;
}

const MOST_CHARS = 4000;

export function Composer({ answer, isBusy, onEvent }: Props): React.ReactNode {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      className="fbp-composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        onEvent(eventOf("words", { text: text.trim() }));
        setText("");
        input.current?.focus();
      }}
    >
      <input
        ref={input}
        type="text"
        aria-label="The visitor writes"
        dir="auto"
        placeholder={answer.ended ? "Write again: it begins anew" : "Write as a visitor"}
        maxLength={MOST_CHARS}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="fb-button fb-main" disabled={isBusy}>
        <Send {...icon} /> Send
      </button>
    </form>
  );
}

const PEOPLE: { kind: TryEvent["kind"]; label: string }[] = [
  { kind: "agent_joins", label: "An agent joins" },
  { kind: "agent_resolves", label: "The agent settles it" },
  { kind: "agent_returns", label: "The agent hands back" },
  { kind: "nobody", label: "Nobody comes" },
];

/** What people of the team do, and time; the flow tells which of it changes anything. */
export function Deeds({ answer, isBusy, onEvent }: Props): React.ReactNode {
  return (
    <div className="fbp-deeds">
      {answer.waiting_for === "agent" && <People isBusy={isBusy} onEvent={onEvent} />}
      <button
        type="button"
        className="fb-button"
        disabled={isBusy}
        onClick={() => onEvent(eventOf("leaves"))}
      >
        The visitor leaves
      </button>
      <Passing until={answer.until} isBusy={isBusy} onEvent={onEvent} />
    </div>
  );
}

function People({ isBusy, onEvent }: Omit<Props, "answer">): React.ReactNode {
  const [text, setText] = useState("");
  return (
    <div className="fbp-deeds" role="group" aria-label="What the team does">
      <input
        type="text"
        aria-label="What the agent says with it"
        placeholder="What the agent says with it, if anything"
        dir="auto"
        maxLength={MOST_CHARS}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {PEOPLE.map(({ kind, label }) => (
        <button
          key={kind}
          type="button"
          className="fb-button"
          disabled={isBusy}
          onClick={() => {
            onEvent(eventOf(kind, { text: text.trim() }));
            setText("");
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Passing({
  until,
  isBusy,
  onEvent,
}: Omit<Props, "answer"> & { until: string | null }): React.ReactNode {
  const [minutes, setMinutes] = useState(30);
  return (
    <form
      className="fbp-passing"
      onSubmit={(event) => {
        event.preventDefault();
        onEvent(eventOf("time_passes", { minutes }));
      }}
    >
      <Field label="Minutes">
        {(id) => (
          <input
            id={id}
            type="number"
            min={1}
            max={100_000}
            value={minutes}
            onChange={(event) => {
              const given = Math.round(event.target.valueAsNumber);
              if (given > 0) setMinutes(given);
            }}
          />
        )}
      </Field>
      <button type="submit" className="fb-button" disabled={isBusy}>
        Let time pass
      </button>
      {until && (
        <button
          type="button"
          className="fb-button"
          disabled={isBusy}
          onClick={() => onEvent(eventOf("time_passes"))}
        >
          Until the wait is over
        </button>
      )}
    </form>
  );
}

const AWAITED: Record<Exclude<Tried["waiting_for"], "">, string> = {
  visitor: "Waits for the visitor to write",
  agent: "Waits for somebody of the team",
  form: "Waits for the form",
  time: "Waits for time to pass",
  call: "Waits for an answer from outside",
};

/** Where the conversation stands, in one line. */
export function Standing({ answer }: { answer: Tried }): React.ReactNode {
  const names = useNames();
  const at = answer.waiting_node ? ` at ${names.node(answer.waiting_node)}` : "";
  return (
    <p className="fbp-standing" role="status">
      {answer.ended
        ? `The flow has ended${answer.outcome && `: ${answer.outcome.replaceAll("_", " ")}`}.`
        : answer.waiting_for
          ? `${AWAITED[answer.waiting_for]}${at}${answer.until ? `, until ${untilWords(answer.until)}` : ""}.`
          : ""}
    </p>
  );
}

function untilWords(iso: string): string {
  return moment(iso).replace(/^(at|on) /, "");
}
