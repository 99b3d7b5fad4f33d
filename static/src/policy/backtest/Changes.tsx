/** What would change: a number for each kind of change, by trigger, and what it does to answers. */

import { Check, TriangleAlert } from "lucide-react";
import { useState } from "react";

import { icon } from "../ui/bits";
import { Conversations } from "./Conversations";
import { KINDS, type AnswerKind, type Counted, type Kind, type Result } from "./types";
import { ANSWER_WORDS, KIND_WORDS, several, whole } from "./words";

interface Opened {
  title: string;
  counted: Counted;
}

export function Changes({ result }: { result: Result }): React.ReactNode {
  const [opened, setOpened] = useState<Opened | null>(null);
  const toggle = (title: string, counted: Counted): void =>
    setOpened(opened?.title === title ? null : { title, counted });
  const named = opened && { title: opened.title, onClick: toggle };
  return (
    <section className="bt-part">
      <h2>{headline(result)}</h2>
      <div className="bt-cards">
        {KINDS.map((kind) => (
          <Card
            key={kind}
            kind={kind}
            counted={result.changes[kind]}
            isOpen={named?.title === KIND_WORDS[kind].label}
            onToggle={toggle}
          />
        ))}
      </div>
      {opened && <Conversations {...opened} onClose={() => setOpened(null)} />}
      <p className="pe-help">
        Exact up to the first turn that differs. How a conversation would have gone on from there is
        not known
        {result.unknown > 0 &&
          `; for ${several(result.unknown, "conversation")} no longer escalated it is not known either what the assistant would have answered`}
        .
      </p>
      <Doubts result={result} onToggle={toggle} />
      <ByTrigger result={result} onToggle={toggle} />
      <Answers result={result} onToggle={toggle} />
    </section>
  );
}

function headline({ changes, conversations }: Result): string {
  const changed = conversations - changes.unchanged.total - changes.other_reason.total;
  if (!changed) return "The draft would bring in a person exactly where the live rules do";
  return `The draft would change ${several(changed, "conversation")} of ${whole(conversations)}`;
}

type Toggle = (title: string, counted: Counted) => void;

function Card({
  kind,
  counted,
  isOpen,
  onToggle,
}: {
  kind: Kind;
  counted: Counted;
  isOpen: boolean;
  onToggle: Toggle;
}): React.ReactNode {
  const { label, about } = KIND_WORDS[kind];
  return (
    <button
      type="button"
      className="bt-card"
      aria-expanded={isOpen}
      disabled={!counted.conversations.length}
      onClick={() => onToggle(label, counted)}
    >
      <strong>{whole(counted.total)}</strong>
      <span>{label}</span>
      <small>{about}</small>
    </button>
  );
}

/** A number in a line of text that opens its conversations. */
function Opens({
  title,
  counted,
  children,
  onToggle,
}: {
  title: string;
  counted: Counted;
  children: React.ReactNode;
  onToggle: Toggle;
}): React.ReactNode {
  if (!counted.conversations.length) return <span>{children}</span>;
  return (
    <button type="button" className="bt-opens" onClick={() => onToggle(title, counted)}>
      {children}
    </button>
  );
}

function Doubts({ result, onToggle }: { result: Result; onToggle: Toggle }): React.ReactNode {
  const { outdated, unreadable } = result;
  if (!outdated.total && !unreadable.total) return null;
  return (
    <p className="pe-help">
      {outdated.total > 0 && (
        <Opens title="Decided under older rules" counted={outdated} onToggle={onToggle}>
          {several(outdated.total, "turn was", "turns were")} decided under older rules; compared
          are the rules that are live today.
        </Opens>
      )}
      {unreadable.total > 0 && ` ${several(unreadable.total, "turn")} could not be read.`}
    </p>
  );
}

const COLUMNS: Kind[] = [
  "newly_escalated",
  "no_longer_escalated",
  "earlier",
  "later",
  "other_reason",
];

function ByTrigger({ result, onToggle }: { result: Result; onToggle: Toggle }): React.ReactNode {
  if (!result.by_trigger.length) return null;
  const rows = [
    ...result.by_trigger.map((one) => ({ ...one, name: one.label, isRule: false })),
    ...result.by_rule
      .filter((one) => one.sentence)
      .map((one) => ({ ...one, name: `If ${one.sentence}`, isRule: true })),
  ];
  return (
    <div className="bt-scroll">
      <table className="bt-table">
        <caption>What makes the difference: by trigger, then by rule</caption>
        <thead>
          <tr>
            <th scope="col">Trigger or rule</th>
            {COLUMNS.map((kind) => (
              <th key={kind} scope="col">
                {KIND_WORDS[kind].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.isRule}${row.name}`} className={row.isRule ? "bt-rule" : undefined}>
              <th scope="row">
                <Opens title={row.name} counted={row} onToggle={onToggle}>
                  {row.name}
                </Opens>
              </th>
              {COLUMNS.map((kind) => (
                <td key={kind}>{row.counts[kind] ? whole(row.counts[kind]) : "–"}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Answers({ result, onToggle }: { result: Result; onToggle: Toggle }): React.ReactNode {
  const kinds = Object.keys(ANSWER_WORDS) as AnswerKind[];
  const judged = result.curve.answers.length;
  const shown = kinds.filter((kind) => result.answers[kind].total > 0);
  return (
    <div className="bt-answers">
      <h3>Answers that somebody judged</h3>
      {shown.length === 0 && (
        <p className="pe-help">
          {judged
            ? `None of the ${whole(judged)} judged answers of this period would be treated otherwise.`
            : "No answer of this period was judged yet. Reviews and thumbs count here."}
        </p>
      )}
      <ul>
        {shown.map((kind) => (
          <li key={kind} className={ANSWER_WORDS[kind].good ? "bt-good" : "bt-poor"}>
            {ANSWER_WORDS[kind].good ? <Check {...icon} /> : <TriangleAlert {...icon} />}
            <Opens
              title={`Where a ${ANSWER_WORDS[kind].what} ${ANSWER_WORDS[kind].becomes}`}
              counted={result.answers[kind]}
              onToggle={onToggle}
            >
              {several(result.answers[kind].total, ANSWER_WORDS[kind].what)}{" "}
              {ANSWER_WORDS[kind].becomes}
            </Opens>
          </li>
        ))}
      </ul>
    </div>
  );
}
