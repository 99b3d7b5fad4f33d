/** The assistant's decisions, newest first: what it did, how sure it was, which rule spoke. */

import type { Decision } from "../state/decisions";
import { levelOf, percent } from "../words/confidence";
import { clockTime, fullTime } from "../words/time";

const VERDICTS: Record<string, { words: string; tone: string }> = {
  reply: { words: "Answered", tone: "assistant" },
  answer: { words: "Answered", tone: "assistant" },
  ask_back: { words: "Asked back", tone: "assistant" },
  clarify: { words: "Asked back", tone: "assistant" },
  small_talk: { words: "Small talk", tone: "assistant" },
  escalate: { words: "Called a person", tone: "waiting" },
  decline: { words: "Declined to answer", tone: "quiet" },
  fail: { words: "Could not answer", tone: "quiet" },
};

const STAGES: Record<string, string> = {
  before_answer: "before answering",
  after_retrieval: "after searching",
  after_answer: "after drafting",
  failed: "after a failure",
};

export function DecisionList({ decisions }: { decisions: Decision[] }): React.ReactNode {
  if (!decisions.length) return <p className="faint">The AI has not decided anything yet.</p>;
  return (
    <ol className="decisions">
      {[...decisions].reverse().map((decision) => (
        <DecisionLine key={decision.seq} decision={decision} />
      ))}
    </ol>
  );
}

function DecisionLine({ decision }: { decision: Decision }): React.ReactNode {
  const { verdict, stage, confidence, fired, evidence, at } = decision;
  const { words, tone } = VERDICTS[verdict] ?? {
    words: verdict.replace(/_/g, " ") || "Decided",
    tone: "quiet",
  };
  return (
    <li className={`decision decision--${tone}`}>
      <span className="decision__head">
        <strong>{words}</strong>
        {STAGES[stage] && <span className="faint">{STAGES[stage]}</span>}
        <time dateTime={at} title={fullTime(at)}>
          {clockTime(at)}
        </time>
      </span>
      {confidence !== null && (
        <span className="decision__confidence">
          confidence {percent(confidence)}, {levelOf(confidence)}
        </span>
      )}
      {fired.map(({ kind, sentence }, index) => (
        <span key={index}>{sentence || kind.replace(/_/g, " ")}</span>
      ))}
      {evidence.map((words, index) => (
        <q key={index} dir="auto">
          {words}
        </q>
      ))}
    </li>
  );
}
