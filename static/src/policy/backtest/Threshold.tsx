/** The confidence threshold as a line over what it does; moving it asks no server. */

import { useId, useMemo, useState } from "react";

import { agentsFor, Curve, LEAST_VERDICTS, pick, STEPS, type People, type Point } from "./curve";
import type { CurveData } from "./types";
import { percent, several, tenth, whole } from "./words";

const WIDE = 700;
const HIGH = 72;

interface Props {
  data: CurveData;
  people: People;
  liveThreshold: number | null;
  onThreshold: ((threshold: number, rule: string | null) => void) | null;
}

export function Threshold({ data, people, liveThreshold, onThreshold }: Props): React.ReactNode {
  const curve = useMemo(() => new Curve(data), [data]);
  const start = curve.threshold ?? liveThreshold ?? 0.7;
  const [line, setLine] = useState<number | null>(null);
  const [isTable, setTable] = useState(false);
  const at = line ?? start;
  const point = curve.nearest(at);
  const fitting = pick(curve, people);
  return (
    <section className="bt-part">
      <div className="bt-title">
        <h2>How sure must the assistant be?</h2>
        <button
          type="button"
          className="pe-button pe-quiet"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? "Show curves" : "Show numbers"}
        </button>
      </div>
      {curve.rule === null && (
        <p className="pe-help">
          No rule of the draft asks how sure the assistant is; this is what one would do.
        </p>
      )}
      {isTable ? (
        <Numbers curve={curve} people={people} />
      ) : (
        <Lines curve={curve} people={people} at={at} live={liveThreshold} onMove={setLine} />
      )}
      <p className="bt-reading" aria-live="polite">
        {reading(point, people, data)}
      </p>
      <div className="pe-actions">
        <button
          type="button"
          className="pe-button"
          disabled={!fitting}
          onClick={() => fitting && setLine(fitting.threshold)}
        >
          Pick for my staffing
        </button>
        {onThreshold && Math.abs(at - start) > 0.001 && (
          <button
            type="button"
            className="pe-button pe-main"
            onClick={() => onThreshold(Math.round(at * STEPS) / STEPS, curve.rule)}
          >
            Use {percent(at)} in the draft
          </button>
        )}
        {line !== null && Math.abs(at - start) > 0.001 && (
          <button type="button" className="pe-button pe-quiet" onClick={() => setLine(null)}>
            Back to {percent(start)}
          </button>
        )}
        <span className="pe-help">{fits(fitting, people)}</span>
      </div>
    </section>
  );
}

function fits(fitting: Point | null, people: People): string {
  const crew = several(people.agents, "agent");
  if (!fitting) return `Other rules alone bring in more than ${crew} can take.`;
  if (fitting.threshold >= 1) return `${crew} can take every threshold.`;
  return `The strictest threshold whose busiest hour ${crew} can take is ${percent(fitting.threshold)}.`;
}

function reading(point: Point, people: People, data: CurveData): string {
  const needed = agentsFor(point.busiest, people);
  return (
    `At ${percent(point.threshold)}: ${percent(point.share)} of conversations come to a person ` +
    `(${whole(point.escalated)} of ${whole(data.conversations)}); ${wrong(point)}; ` +
    `${several(needed, "agent")} at the busiest hour; ` +
    `${several(point.rightWithheld, "known good answer")} not shown.`
  );
}

function wrong({ wrongPer100, judged }: Point): string {
  if (wrongPer100 === null || judged < LEAST_VERDICTS) {
    return `wrong answers: not enough verdicts yet (${judged} of ${LEAST_VERDICTS})`;
  }
  return `${tenth(wrongPer100)} wrong of 100 answers shown (${several(judged, "verdict")})`;
}

interface Drawn {
  name: string;
  value: (point: Point) => number | null;
  words: (point: Point) => string;
  axis: (top: number) => string;
}

function Lines({
  curve,
  people,
  at,
  live,
  onMove,
}: {
  curve: Curve;
  people: People;
  at: number;
  live: number | null;
  onMove: (threshold: number) => void;
}): React.ReactNode {
  const id = useId();
  const point = curve.nearest(at);
  const drawn: Drawn[] = [
    {
      name: "Conversations that come to a person",
      value: (one) => one.share,
      words: (one) => percent(one.share),
      axis: percent,
    },
    {
      name: "Wrong of 100 answers shown",
      value: (one) => (one.judged < LEAST_VERDICTS ? null : one.wrongPer100),
      words: (one) =>
        one.judged < LEAST_VERDICTS ? "not enough verdicts yet" : tenth(one.wrongPer100 ?? 0),
      axis: tenth,
    },
    {
      name: "Agents needed at the busiest hour",
      value: (one) => agentsFor(one.busiest, people),
      words: (one) => whole(agentsFor(one.busiest, people)),
      axis: whole,
    },
  ];
  const move = (event: React.PointerEvent<HTMLDivElement>): void => {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    onMove(Math.round(Math.min(1, Math.max(0, share)) * STEPS) / STEPS);
  };
  return (
    <div className="bt-curves">
      <div className="bt-drag" onPointerDown={move} onPointerMove={move}>
        {drawn.map((one) => (
          <Plot key={one.name} drawn={one} points={curve.points} here={point} />
        ))}
        {live !== null && <div className="bt-mark" style={{ left: `${live * 100}%` }} />}
        <div className="bt-line" style={{ left: `${at * 100}%` }}>
          <span style={{ transform: `translateX(-${at * 100}%)` }}>{percent(at)}</span>
        </div>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={STEPS}
        value={Math.round(at * STEPS)}
        aria-label="Confidence threshold"
        aria-valuetext={percent(at)}
        onChange={(event) => onMove(Number(event.target.value) / STEPS)}
      />
      <div className="bt-scale" aria-hidden="true">
        <span>0 % sure is enough</span>
        {live !== null && <span>dashed: live, {percent(live)}</span>}
        <span>100 %</span>
      </div>
    </div>
  );
}

function Plot({
  drawn,
  points,
  here,
}: {
  drawn: Drawn;
  points: Point[];
  here: Point;
}): React.ReactNode {
  const values = points.map((point) => drawn.value(point));
  const known = values.filter((value) => value !== null && Number.isFinite(value)).map(Number);
  const top = Math.max(1e-9, ...known);
  const value = drawn.value(here);
  return (
    <div className="bt-curve">
      <p>
        {drawn.name} <strong>{drawn.words(here)}</strong>
        {known.length > 0 && <small>drawn up to {drawn.axis(top)}</small>}
      </p>
      {known.length > 0 && (
        <div className="bt-frame">
          <svg viewBox={`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true">
            <path d={path(values, top)} />
          </svg>
          {value !== null && Number.isFinite(value) && (
            <i style={{ left: `${here.threshold * 100}%`, top: `${down(value, top)}px` }} />
          )}
        </div>
      )}
    </div>
  );
}

/** How far below the top edge a value is drawn, in pixels. */
function down(value: number, top: number): number {
  return HIGH - 2 - (value / top) * (HIGH - 6);
}

/** A line from left to right; a gap where nothing is known. */
function path(values: (number | null)[], top: number): string {
  let pen = "M";
  const parts: string[] = [];
  values.forEach((value, step) => {
    if (value === null || !Number.isFinite(value)) {
      pen = "M";
      return;
    }
    const x = (step / (values.length - 1)) * WIDE;
    parts.push(`${pen}${x.toFixed(1)} ${down(value, top).toFixed(1)}`);
    pen = "L";
  });
  return parts.join("");
}

function Numbers({ curve, people }: { curve: Curve; people: People }): React.ReactNode {
  const rows = curve.points.filter((_, step) => step % 5 === 0);
  return (
    <div className="bt-scroll">
      <table className="bt-table">
        <caption>What each threshold would do</caption>
        <thead>
          <tr>
            <th scope="col">Threshold</th>
            <th scope="col">Come to a person</th>
            <th scope="col">Wrong of 100 shown</th>
            <th scope="col">Verdicts</th>
            <th scope="col">Good ones not shown</th>
            <th scope="col">Agents at the busiest hour</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.threshold}>
              <th scope="row">{percent(one.threshold)}</th>
              <td>{percent(one.share)}</td>
              <td>
                {one.wrongPer100 === null || one.judged < LEAST_VERDICTS
                  ? "–"
                  : tenth(one.wrongPer100)}
              </td>
              <td>{whole(one.judged)}</td>
              <td>{whole(one.rightWithheld)}</td>
              <td>{whole(agentsFor(one.busiest, people))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
