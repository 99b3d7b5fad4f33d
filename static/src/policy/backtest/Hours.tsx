/** When people are needed: the hours of the day, live and with the draft, against who is there. */

import { useState } from "react";

import { agentsFor, roomOf, type People } from "./curve";
import { busiestOf, byHourOfDay, type HourOfDay } from "./hours";
import type { Result } from "./types";
import { several, tenth, when, whole } from "./words";

const HIGH = 120;

export function Hours({ result, people }: { result: Result; people: People }): React.ReactNode {
  const [isTable, setTable] = useState(false);
  const hours = byHourOfDay(result.hours, result.since, result.until);
  const room = roomOf(people);
  return (
    <section className="bt-part">
      <div className="bt-title">
        <h2>When would people be needed?</h2>
        <button
          type="button"
          className="pe-button pe-quiet"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? "Show bars" : "Show numbers"}
        </button>
      </div>
      <p className="pe-help">{inWords(result, people)}</p>
      {isTable ? <Numbers hours={hours} /> : <Bars hours={hours} room={room} />}
    </section>
  );
}

function inWords(result: Result, people: People): string {
  const live = busiestOf(result.hours, 1);
  const draft = busiestOf(result.hours, 2);
  if (!draft) return "With the draft no conversation of this period would come to a person.";
  const needed = agentsFor(draft.number, people);
  const before = live ? `, live ${whole(live.number)} on ${when(live.at)}` : "";
  const fits = needed <= people.agents ? "enough" : "too few";
  return (
    `Busiest hour with the draft: ${several(draft.number, "conversation")} from ${when(draft.at)}` +
    `${before}. That keeps ${several(needed, "agent")} busy; ` +
    `${several(people.agents, "agent is", "agents are")} ${fits}.`
  );
}

function Bars({ hours, room }: { hours: HourOfDay[]; room: number }): React.ReactNode {
  const most = Math.max(1, ...hours.flatMap((one) => [one.live, one.draft]));
  const top = room > 0 && room < most * 2 ? Math.max(most, room) : most;
  const tall = (number: number): string => `${(number / top) * HIGH}px`;
  return (
    <figure
      className="bt-hours"
      aria-label="Conversations that come to a person, by hour of the day"
    >
      <div className="bt-plot" style={{ height: HIGH }}>
        {room > 0 && room <= top && (
          <div className="bt-room" style={{ bottom: tall(room) }}>
            <span>your agents can take {tenth(room)} an hour</span>
          </div>
        )}
        {hours.map((one) => (
          <div key={one.hour} className="bt-hour" title={tip(one)}>
            <i className="bt-live" style={{ height: tall(one.live) }} />
            <i className="bt-draft" style={{ height: tall(one.draft) }} />
          </div>
        ))}
      </div>
      <div className="bt-clock" aria-hidden="true">
        {hours.map((one) => (
          <span key={one.hour}>{one.hour % 3 === 0 ? one.hour : ""}</span>
        ))}
      </div>
      <figcaption>
        <span className="bt-key bt-live">live</span>
        <span className="bt-key bt-draft">draft</span> Conversations an hour on the busiest day of
        the period
        {room > top ? `; your agents can take ${tenth(room)} an hour, more than is drawn here` : ""}
      </figcaption>
    </figure>
  );
}

function tip({ hour, live, draft, liveMean, draftMean }: HourOfDay): string {
  return `${hour}:00: busiest day live ${live}, draft ${draft}; a day live ${tenth(liveMean)}, draft ${tenth(draftMean)}`;
}

function Numbers({ hours }: { hours: HourOfDay[] }): React.ReactNode {
  return (
    <div className="bt-scroll">
      <table className="bt-table">
        <caption>Conversations that come to a person, by hour of the day</caption>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col">Live, busiest day</th>
            <th scope="col">Draft, busiest day</th>
            <th scope="col">Live, a day</th>
            <th scope="col">Draft, a day</th>
          </tr>
        </thead>
        <tbody>
          {hours.map((one) => (
            <tr key={one.hour}>
              <th scope="row">{one.hour}:00</th>
              <td>{one.live}</td>
              <td>{one.draft}</td>
              <td>{tenth(one.liveMean)}</td>
              <td>{tenth(one.draftMean)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
