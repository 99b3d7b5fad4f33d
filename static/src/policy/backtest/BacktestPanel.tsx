/** What the draft would have made of past conversations, and where to put the threshold. */

import { Play, RotateCcw } from "lucide-react";
import { useMemo, useState } from "react";

import type { Rule } from "../types";
import { Choice, Field, icon, Whole } from "../ui/bits";
import { Changes } from "./Changes";
import type { People } from "./curve";
import { Hours } from "./Hours";
import { PERIODS, startingWith, type Period } from "./period";
import { Threshold } from "./Threshold";
import type { Result, Staffing } from "./types";
import { useBacktest, type Standing } from "./useBacktest";
import { several, whole } from "./words";
import "./backtest.css";

export interface BacktestProps {
  policyId: number;
  rules: Rule[];
  liveThreshold: number | null;
  /** What to do with a threshold that was chosen; null for those who may only look. */
  onThreshold: ((threshold: number, rule: string | null) => void) | null;
  send?: typeof fetch;
}

export function BacktestPanel(props: BacktestProps): React.ReactNode {
  const { policyId, rules, liveThreshold, onThreshold, send } = props;
  const [period, setPeriod] = useState<Period>(() => startingWith(new Date()));
  const [people, setPeople] = useState<People | null>(null);
  const standing = useBacktest(policyId, rules, period, send);
  const { result, running, trouble, run } = standing;
  return (
    <div className="bt">
      <div className="bt-head">
        <PeriodPicker period={period} onChange={setPeriod} />
        <button type="button" className="pe-button" disabled={running !== null} onClick={run}>
          {result ? <RotateCcw {...icon} /> : <Play {...icon} />}
          {result ? "Run again" : "Run"}
        </button>
      </div>
      <Status standing={standing} onRetry={run} />
      {result && trouble?.kind !== "no_right" && (
        <div className={running ? "bt-stale" : undefined} aria-busy={running !== null}>
          {result.conversations === 0 ? (
            <p className="pe-empty">
              No conversation was judged in this period. Choose a longer one: what visitors asked
              and what the assistant answered will be replayed here.
            </p>
          ) : (
            <Found
              {...{ result, liveThreshold, onThreshold }}
              runs={standing.runs}
              people={people ?? result.staffing}
              onPeople={setPeople}
            />
          )}
        </div>
      )}
    </div>
  );
}

function Found({
  result,
  runs,
  people,
  liveThreshold,
  onPeople,
  onThreshold,
}: {
  result: Result;
  runs: number;
  people: People;
  liveThreshold: number | null;
  onPeople: (people: People) => void;
  onThreshold: BacktestProps["onThreshold"];
}): React.ReactNode {
  // A line that was moved belongs to the rules that it was moved for.
  const line = `${result.curve.rule?.key ?? ""}:${result.curve.threshold ?? ""}`;
  return (
    <div className="bt-found">
      <Changes key={runs} result={result} />
      <StaffingFields people={people} measured={result.staffing} onChange={onPeople} />
      <Hours result={result} people={people} />
      <Threshold key={line} data={result.curve} {...{ people, liveThreshold, onThreshold }} />
    </div>
  );
}

function PeriodPicker({
  period,
  onChange,
}: {
  period: Period;
  onChange: (period: Period) => void;
}): React.ReactNode {
  return (
    <div className="bt-period">
      <Choice
        label="Period"
        value={period.name}
        options={PERIODS}
        onChange={(name) => onChange({ ...period, name })}
      />
      {period.name === "custom" && (
        <>
          <label>
            From{" "}
            <input
              type="date"
              value={period.from}
              max={period.to}
              onChange={(event) => onChange({ ...period, from: event.target.value })}
            />
          </label>
          <label>
            to{" "}
            <input
              type="date"
              value={period.to}
              min={period.from}
              onChange={(event) => onChange({ ...period, to: event.target.value })}
            />
          </label>
        </>
      )}
    </div>
  );
}

function Status({
  standing,
  onRetry,
}: {
  standing: Standing;
  onRetry: () => void;
}): React.ReactNode {
  const { running, result, trouble } = standing;
  const bar = useMemo(() => Math.round((running?.progress ?? 0) * 100), [running]);
  if (running) {
    return (
      <div className="bt-status" role="status">
        <progress max={100} value={bar} aria-label="Replaying" />
        <span>
          {running.turns
            ? `Replaying ${several(running.turns, "turn")}: ${bar} %`
            : "Reading past conversations"}
        </span>
      </div>
    );
  }
  if (trouble) return <TroubleLine trouble={trouble} onRetry={onRetry} />;
  if (!result) return null;
  const against = result.against.version === null ? "" : `, version ${result.against.version}`;
  return (
    <p className="bt-status pe-help" role="status">
      {several(result.turns, "turn")} of {several(result.conversations, "conversation")} replayed
      {result.ratings > 0 && `, with ${several(result.ratings, "rating")}`}, held against the live
      rules{against}.
    </p>
  );
}

function TroubleLine({
  trouble,
  onRetry,
}: {
  trouble: NonNullable<Standing["trouble"]>;
  onRetry: () => void;
}): React.ReactNode {
  if (trouble.kind === "no_right") {
    return <p className="pe-empty">You may not see what policies do, or you are signed out.</p>;
  }
  if (trouble.kind === "period") {
    return <p className="bt-status bt-trouble">The last day comes before the first one.</p>;
  }
  const words =
    trouble.kind === "refused"
      ? `These rules cannot be replayed yet: ${trouble.detail}.`
      : "The server could not be reached. Nothing was changed.";
  return (
    <p className="bt-status bt-trouble" role="alert">
      {words}{" "}
      <button type="button" className="pe-button" onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}

function StaffingFields({
  people,
  measured,
  onChange,
}: {
  people: People;
  measured: Staffing;
  onChange: (people: People) => void;
}): React.ReactNode {
  const basis = measured.handled
    ? `measured on ${several(measured.handled, "conversation")} of the last 30 days: ${whole(Math.round(measured.minutes))}`
    : "a usual value; too few conversations were handled to measure it";
  return (
    <section className="bt-staffing" aria-label="Staffing">
      <h2>Who is there?</h2>
      <div className="pe-line">
        <Field label="Agents at work">
          {(id) => (
            <Whole
              id={id}
              value={people.agents}
              minimum={0}
              maximum={1000}
              onChange={(agents) => onChange({ ...people, agents })}
            />
          )}
        </Field>
        <Field label="Conversations at once, each">
          {(id) => (
            <Whole
              id={id}
              value={Math.round(people.slots)}
              minimum={1}
              maximum={50}
              onChange={(slots) => onChange({ ...people, slots })}
            />
          )}
        </Field>
        <Field label="Minutes for a conversation" help={basis}>
          {(id, described) => (
            <Whole
              id={id}
              value={Math.round(people.minutes)}
              minimum={1}
              maximum={240}
              described={described}
              onChange={(minutes) => onChange({ ...people, minutes })}
            />
          )}
        </Field>
      </div>
    </section>
  );
}
