/** What lies behind: answers with their sources, confidence, mood over time, the visitor's way. */

import type { Brief, BriefAnswer, Page } from "../../state/brief";
import { levelOf, percent, signalName, signalValue } from "../../words/confidence";
import { languageName } from "../../words/lines";
import { pathOf } from "../../words/links";
import { moodWords } from "../../words/mood";
import { clockTime } from "../../words/time";
import { ConfidenceBar } from "../bits";
import { Outward } from "../RichText";
import { Jump, Part } from "./bits";

/** How sure the assistant was, and what made it so. */
export function Sureness({
  brief: { confidence, intent, sentiment },
}: {
  brief: Brief;
}): React.ReactNode {
  const read: [string, string][] = [
    ["Intent", intent],
    ["Mood", sentiment],
  ];
  const known = read.filter(([, words]) => words);
  return (
    <>
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
    </>
  );
}

const WIDTH = 132;
const HEIGHT = 28;
const PAD = 4;

/** Annoyance message by message, as a line and in words. */
export function MoodLine({ brief: { mood } }: { brief: Brief }): React.ReactNode {
  if (mood.length < 2) return null;
  const step = (WIDTH - 2 * PAD) / (mood.length - 1);
  const points = mood.map(({ frustration }, index) => ({
    x: PAD + index * step,
    y: HEIGHT - PAD - Math.min(1, Math.max(0, frustration)) * (HEIGHT - 2 * PAD),
  }));
  const last = points.at(-1);
  return (
    <Part title="Mood">
      <p className="brief__mood">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
          <polyline
            points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}
          />
          {last && <circle cx={last.x} cy={last.y} r={3} />}
        </svg>
        <span>
          {moodWords(mood.map(({ frustration }) => frustration))}{" "}
          <span className="faint">over {mood.length} messages</span>
        </span>
      </p>
    </Part>
  );
}

export function Answers({ brief: { answers, lookedUp } }: { brief: Brief }): React.ReactNode {
  return (
    <>
      {answers.length > 0 && (
        <Part title={`What the AI answered (${answers.length})`}>
          <ol className="brief__answers">
            {answers.map((answer) => (
              <Answer key={answer.seq} answer={answer} />
            ))}
          </ol>
        </Part>
      )}
      {lookedUp.length > 0 && (
        <Part title="Looked up in the knowledge base">
          <ul className="brief__sources">
            {lookedUp.map(({ title, url, score }, index) => (
              <li key={index}>
                <Outward url={url}>{title}</Outward>
                {score !== null && <span className="faint"> {signalValue(score)}</span>}
              </li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function Answer({ answer }: { answer: BriefAnswer }): React.ReactNode {
  const { confidence, sources, seq, text } = answer;
  return (
    <li>
      <span className="brief__answer" dir="auto">
        {text}
      </span>
      <span className="faint">
        <Jump seq={seq} what={text} />
        {confidence !== null && ` confidence ${percent(confidence)}, ${levelOf(confidence)}`}
        {sources.map(({ title, url }, index) => (
          <span key={index}>
            {confidence !== null || index > 0 ? " · " : " "}
            <Outward url={url}>{title}</Outward>
          </span>
        ))}
      </span>
    </li>
  );
}

/** The newest pages; the whole way stands beside the thread. */
const TRAIL = 5;

export function Way({ brief: { visitor } }: { brief: Brief }): React.ReactNode {
  const { start, pages, language, previous } = visitor;
  const shown = pages.slice(-TRAIL);
  const left = pages.length - shown.length;
  const about = [languageName(language), previous ? `${previous} earlier conversations` : ""];
  const known = about.filter(Boolean).join(" · ");
  if (!start.url && !shown.length && !known) return null;
  return (
    <Part title="Visitor">
      {known && <p>{known}</p>}
      {(start.url || shown.length > 0) && (
        <ol className="brief__way">
          {start.url && <Stop page={start} note="start" />}
          {left > 0 && <li className="faint">{left} more</li>}
          {shown.map((page, index) => (
            <Stop key={index} page={page} note={clockTime(page.at)} />
          ))}
        </ol>
      )}
    </Part>
  );
}

function Stop({ page: { url, title }, note }: { page: Page; note: string }): React.ReactNode {
  return (
    <li>
      <Outward url={url}>{title || pathOf(url)}</Outward> <span className="faint">{note}</span>
    </li>
  );
}
