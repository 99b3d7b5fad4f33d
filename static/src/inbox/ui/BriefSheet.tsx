/** The brief: why a person is needed now, and all that saves asking again. */

import { ChevronDown, ChevronUp, CornerDownLeft, Handshake } from "lucide-react";
import { useState } from "react";

import type { Brief, BriefAnswer, VisitorCard } from "../state/brief";
import { isAnswered } from "../state/conversation";
import type { Conversation } from "../state/types";
import { percent, levelOf, signalName, signalValue } from "../words/confidence";
import { pathOf } from "../words/links";
import { attributeName, languageName, reasonWords } from "../words/lines";
import { ConfidenceBar, icon } from "./bits";
import { useInboxPage } from "./context";
import { Outward } from "./RichText";

export interface BriefSheetProps {
  brief: Brief;
  conversation: Conversation;
  mayReply: boolean;
}

export function BriefSheet({ brief, conversation, mayReply }: BriefSheetProps): React.ReactNode {
  const answered = isAnswered(conversation);
  // Open until the first reply, unless the agent decides otherwise.
  const [chosen, choose] = useState<{ seq: number; open: boolean } | null>(null);
  const open = chosen?.seq === brief.seq ? chosen.open : !answered;
  const label = brief.reason_label || reasonWords(brief.reason);
  const Fold = open ? ChevronUp : ChevronDown;
  return (
    <section className={open ? "brief brief--open" : "brief"} aria-label="Brief of the handoff">
      <button
        type="button"
        className="brief__head"
        aria-expanded={open}
        onClick={() => choose({ seq: brief.seq, open: !open })}
      >
        <Handshake {...icon} />
        <span className="tag tag--waiting">{label}</span>
        <span className="brief__title">
          {open ? "Why you are needed" : brief.why || brief.wants}
        </span>
        <span className="brief__fold">
          {open ? "Fold" : "Show brief"} <Fold {...icon} />
        </span>
      </button>
      {open && (
        <div className="brief__body">
          <Reason brief={brief} />
          <Columns brief={brief} mayReply={mayReply} />
        </div>
      )}
    </section>
  );
}

/** What is wanted and how sure the AI was; then what to say; then what lies behind it. */
function Columns({ brief, mayReply }: { brief: Brief; mayReply: boolean }): React.ReactNode {
  const { confidence, intent, sentiment, suggestion } = brief;
  const sure = confidence || intent || sentiment ? <Sureness brief={brief} /> : null;
  const visitor = <VisitorFacts brief={brief} />;
  if (!suggestion) {
    return (
      <div className="brief__columns">
        <div className="brief__column">
          <Story brief={brief} />
          <Attempts brief={brief} />
        </div>
        <div className="brief__column">
          {sure}
          {visitor}
        </div>
      </div>
    );
  }
  return (
    <>
      <div className="brief__columns">
        <Story brief={brief} />
        {sure ?? visitor}
      </div>
      <Suggestion suggestion={suggestion} mayReply={mayReply} />
      <div className="brief__columns">
        <Attempts brief={brief} />
        {sure && visitor}
      </div>
    </>
  );
}

function Reason({ brief }: { brief: Brief }): React.ReactNode {
  return (
    <>
      <p className="brief__why">{brief.why}</p>
      {brief.evidence.length > 0 && (
        <div className="brief__quotes">
          {brief.evidence.map((words, index) => (
            <blockquote key={index} dir="auto">
              {words}
            </blockquote>
          ))}
        </div>
      )}
    </>
  );
}

/** What is wanted, and what the knowledge base does not say about it. */
function Story({ brief: { wants, summary, missing } }: { brief: Brief }): React.ReactNode {
  return (
    <div className="brief__column">
      {(wants || summary) && (
        <Part title="What they want">
          {wants && <p className="brief__strong">{wants}</p>}
          {summary && summary !== wants && <p>{summary}</p>}
        </Part>
      )}
      {missing && (
        <Part title="Not in the knowledge base">
          <p>{missing}</p>
        </Part>
      )}
    </div>
  );
}

/** How sure the assistant was, and what made it so. */
function Sureness({ brief: { confidence, intent, sentiment } }: { brief: Brief }): React.ReactNode {
  const read: [string, string][] = [
    ["Intent", intent],
    ["Mood", sentiment],
  ];
  const known = read.filter(([, words]) => words);
  return (
    <div className="brief__column">
      {confidence && (
        <Part title="Confidence of the AI">
          <ConfidenceBar value={confidence.value} label={confidence.label} />
          {confidence.parts.length > 0 && (
            <dl className="facts facts--signals">
              {confidence.parts.map(([name, value]) => (
                <div key={name}>
                  <dt>{signalName(name)}</dt>
                  <dd>{signalValue(value, name)}</dd>
                </div>
              ))}
            </dl>
          )}
        </Part>
      )}
      {known.length > 0 && (
        <Part title="How the AI read it">
          <p>{known.map(([name, words]) => `${name}: ${words.replace(/_/g, " ")}`).join(" · ")}</p>
        </Part>
      )}
    </div>
  );
}

/** What the visitor has been told already, and where the assistant looked. */
function Attempts({ brief: { answers, tried } }: { brief: Brief }): React.ReactNode {
  return (
    <div className="brief__column">
      {answers.length > 0 && (
        <Part title={`What the AI answered (${answers.length})`}>
          <ol className="brief__answers">
            {answers.map((answer) => (
              <Answer key={answer.seq} answer={answer} />
            ))}
          </ol>
        </Part>
      )}
      {tried.length > 0 && (
        <Part title="Looked up in the knowledge base">
          <ul className="brief__sources">
            {tried.map(({ title, url, score }, index) => (
              <li key={index}>
                <Outward url={url}>{title}</Outward>
                {score !== null && <span className="faint"> {signalValue(score)}</span>}
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}

function Answer({ answer }: { answer: BriefAnswer }): React.ReactNode {
  const { confidence, sources } = answer;
  return (
    <li>
      <span className="brief__answer" dir="auto">
        {answer.text}
      </span>
      <span className="faint">
        {confidence !== null && `confidence ${percent(confidence)}, ${levelOf(confidence)}`}
        {sources.map(({ title, url }, index) => (
          <span key={index}>
            {confidence !== null || index > 0 ? " · " : ""}
            <Outward url={url}>{title}</Outward>
          </span>
        ))}
      </span>
    </li>
  );
}

/** Who it is and where they were, so that nobody asks again. */
function VisitorFacts({ brief: { visitor } }: { brief: Brief }): React.ReactNode {
  const { name, email, language, attributes, previous, start } = visitor;
  const facts: [string, React.ReactNode][] = [
    ["Name", name],
    ["E-mail", email],
    ["Language", languageName(language)],
    ...attributes.map(([key, value]): [string, string] => [attributeName(key), value]),
    ["Earlier", previous ? `${previous} conversations` : ""],
    ["Started on", start.url && pageLink(start.title, start.url)],
    ["Since then", trail(visitor)],
  ];
  return (
    <div className="brief__column">
      <Part title="Visitor">
        <dl className="facts">
          {facts
            .filter(([, value]) => value)
            .map(([fact, value]) => (
              <div key={fact}>
                <dt>{fact}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
        </dl>
      </Part>
    </div>
  );
}

function pageLink(title: string, url: string): React.ReactNode {
  return <Outward url={url}>{title || pathOf(url)}</Outward>;
}

/** The newest pages; the whole way stands beside the thread. */
const TRAIL = 5;

function trail({ pages }: VisitorCard): React.ReactNode {
  if (!pages.length) return null;
  const shown = pages.slice(-TRAIL);
  return shown.map(({ title, url }, index) => (
    <span key={index}>
      {index > 0 ? " → " : pages.length > TRAIL && "… → "}
      {pageLink(title, url)}
    </span>
  ));
}

function Part({ title, children }: { title: string; children: React.ReactNode }): React.ReactNode {
  return (
    <div className="brief__part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Suggestion({
  suggestion,
  mayReply,
}: {
  suggestion: NonNullable<Brief["suggestion"]>;
  mayReply: boolean;
}): React.ReactNode {
  const { signals } = useInboxPage();
  return (
    <div className="brief__suggestion">
      <h3>Suggested first reply</h3>
      <p dir="auto">{suggestion.text}</p>
      <div className="brief__use">
        <button
          type="button"
          className="button"
          title={mayReply ? undefined : "It waits in the composer until you have taken over"}
          onClick={() => signals.emit({ type: "use", text: suggestion.text })}
        >
          <CornerDownLeft {...icon} /> Use as reply
        </button>
        {suggestion.sources.length > 0 && (
          <span className="faint">
            From{" "}
            {suggestion.sources.map(({ title, url }, index) => (
              <span key={index}>
                {index > 0 && ", "}
                <Outward url={url}>{title}</Outward>
              </span>
            ))}
          </span>
        )}
      </div>
    </div>
  );
}
