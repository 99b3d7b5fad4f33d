/** "Try a sentence": what the gauges read in it, on what grounds, and which rules would speak. */

import { useEffect, useState } from "react";

import type { Tried, TriedReading, TriedRule } from "../types";
import { Field } from "./bits";
import { Marked } from "./Marked";
import { usePage, usePageState } from "./context";

const WAIT_MS = 300;
const MOST_CHARS = 2000;
const LEAST_SHOWN = 0.05;

const GROUNDS: Record<string, string> = {
  phrase: "as one of your example phrases",
  pattern: "said outright",
  denied: "said, but denied",
  head: "likely, by the example phrases",
  examples: "by the examples of the category",
  count: "counted over the conversation",
};

interface Trial {
  text: string;
  found: { draft: Tried; live: Tried | null } | "failed" | null;
}

export function TryBox(): React.ReactNode {
  const { api } = usePage();
  const rules = usePageState((state) => state.rules);
  const [text, setText] = useState("");
  const [trial, setTrial] = useState<Trial>({ text: "", found: null });
  useEffect(() => {
    if (!text.trim()) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      api
        .tryOut<{ draft: Tried; live: Tried | null }>(text, rules)
        .then((found) => isWanted && setTrial({ text, found }))
        .catch(() => isWanted && setTrial({ text, found: "failed" }));
    }, WAIT_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [api, text, rules]);
  const { found } = trial;
  return (
    <aside className="pe-try pe-panel" aria-labelledby="pe-try-title">
      <h2 id="pe-try-title">Try a sentence</h2>
      <Field
        label="A visitor writes"
        help="Tried with the rules as they stand here, saved or not. Nobody gets a message."
      >
        {(id, described) => (
          <textarea
            id={id}
            rows={2}
            dir="auto"
            maxLength={MOST_CHARS}
            value={text}
            aria-describedby={described}
            placeholder="My server is down and nobody answers!"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div aria-live="polite" aria-busy={text !== trial.text} className="pe-tried">
        {text.trim() !== "" && found === null && <p className="pe-soft">Reading…</p>}
        {text.trim() !== "" && found === "failed" && (
          <p className="pe-blocks">
            This could not be tried. Is a rule unfinished, or the line lost?
          </p>
        )}
        {text.trim() !== "" && found !== null && found !== "failed" && <Result {...found} />}
      </div>
    </aside>
  );
}

function Result({ draft, live }: { draft: Tried; live: Tried | null }): React.ReactNode {
  const spans = draft.rules.flatMap((one) => one.evidence);
  const firing = draft.rules.filter((one) => one.state === "fires");
  const liveKeys = new Set(
    live?.rules.filter((one) => one.state === "fires").map((one) => one.key),
  );
  const gone = (live?.rules ?? []).filter(
    (one) => one.state === "fires" && !firing.some((other) => other.key === one.key),
  );
  const later = draft.rules.filter((one) => one.state === "later").length;
  return (
    <>
      <p className={draft.action === "escalate" ? "pe-verdict pe-hands" : "pe-verdict"}>
        {draft.action === "escalate" ? "A person takes over" : "The assistant answers"}
        {live && live.action !== draft.action && (
          <small>
            {live.action === "escalate"
              ? "live: a person takes over"
              : "live: the assistant answers"}
          </small>
        )}
      </p>
      <blockquote dir="auto">
        <Marked text={draft.text} spans={spans} />
      </blockquote>
      {firing.length > 0 && (
        <ul className="pe-firing">
          {firing.map((one) => (
            <Firing key={one.key} rule={one} isLive={liveKeys.has(one.key)} />
          ))}
        </ul>
      )}
      {gone.map((one) => (
        <p key={one.key} className="pe-went">
          Fires live, no longer in the draft: {one.sentence}
        </p>
      ))}
      {draft.action !== "escalate" && later > 0 && (
        <p className="pe-help">
          {later === 1 ? "1 rule is" : `${later} rules are`} asked only once there is an answer.
        </p>
      )}
      <Readings readings={draft.readings} />
    </>
  );
}

function Firing({ rule, isLive }: { rule: TriedRule; isLive: boolean }): React.ReactNode {
  const { store } = usePage();
  return (
    <li>
      <button
        type="button"
        className="pe-link"
        onClick={() => store.dispatch({ type: "open", key: rule.key })}
      >
        {rule.because}
      </button>{" "}
      <span className={isLive ? "pe-badge" : "pe-badge pe-pending"}>
        {isLive ? "live too" : "only in the draft"}
      </span>
    </li>
  );
}

function Readings({ readings }: { readings: TriedReading[] }): React.ReactNode {
  const shown = readings.filter((one) => one.rests_on !== "count" || one.value > 0);
  return (
    <div className="pe-readings">
      <h3>What is read in it</h3>
      {shown.map((one) => (
        <Bar key={one.name} reading={one} />
      ))}
    </div>
  );
}

function Bar({ reading }: { reading: TriedReading }): React.ReactNode {
  const isCount = reading.name === "unresolved";
  const percent = Math.round(reading.value * 100);
  const words = isCount ? String(reading.value) : `${percent} %`;
  const isNoted = reading.value >= LEAST_SHOWN;
  return (
    <details className="pe-reading">
      <summary>
        <span>{reading.label}</span>
        <meter
          min={0}
          max={1}
          value={Math.min(1, reading.value)}
          aria-label={`${reading.label}: ${words}`}
        />
        <b>{words}</b>
      </summary>
      <p className="pe-help">
        {isNoted ? (GROUNDS[reading.rests_on] ?? reading.rests_on) : "nothing of it in here"}
        {reading.evidence.length > 0 &&
          `: ${reading.evidence.map((span) => `“${span.text}”`).join(", ")}`}
      </p>
      {reading.nearest.length > 0 && (
        <ul>
          {reading.nearest.map((one) => (
            <li key={one.text}>
              <span dir="auto">“{one.text}”</span>{" "}
              <small>
                {Math.round(one.similarity * 100)} % alike
                {!one.counts && ", speaks against it"}
                {one.is_own && ", yours"}
              </small>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
