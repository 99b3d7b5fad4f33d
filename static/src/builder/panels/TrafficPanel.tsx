/** What visitors really did: counts on the connections, and the conversations behind them. */

import { useCallback, useEffect, useState } from "react";

import { edgeId } from "../state/graph";
import type { Traffic } from "../types";
import { Choice, counted, dayAndTime, moment } from "../ui/bits";
import { useBuilder, usePage } from "../ui/context";
import { type Loaded, NodeLink, useLoaded, useNames, Waiting } from "./parts";
import { type Passage, passages, percent } from "./traffic";

type Days = "1" | "7" | "30";
const PERIODS: { value: Days; label: string }[] = [
  { value: "1", label: "24 hours" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
];

export function TrafficPanel(): React.ReactNode {
  const { store } = usePage();
  const [days, setDays] = useState<Days>("7");
  const [version, setVersion] = useState<number | "all">("all");
  const { loaded, again } = useTraffic(Number(days), version);
  useEffect(() => () => store.setTraffic(null), [store]);
  return (
    <div className="fbp fbp-traffic">
      <div className="fbp-line">
        <Choice label="Period" value={days} options={PERIODS} onChange={setDays} />
        <VersionSelect value={version} onChange={setVersion} />
      </div>
      {loaded.kind === "there" ? (
        <Passages traffic={loaded.thing} days={Number(days)} />
      ) : (
        <Waiting loaded={loaded} words="Counting…" again={again} />
      )}
    </div>
  );
}

/** Asks, and has the counts drawn on the canvas. */
function useTraffic(
  days: number,
  version: number | "all",
): { loaded: Loaded<Traffic>; again: () => void } {
  const { store, api } = usePage();
  const ask = useCallback(() => api.traffic(days, version), [api, days, version]);
  const answer = useLoaded(ask, "The traffic could not be counted.");
  const traffic = answer.loaded.kind === "there" ? answer.loaded.thing : null;
  useEffect(() => {
    store.setTraffic(traffic);
  }, [store, traffic]);
  return answer;
}

function VersionSelect({
  value,
  onChange,
}: {
  value: number | "all";
  onChange: (value: number | "all") => void;
}): React.ReactNode {
  const versions = useBuilder((state) => state.page.versions);
  return (
    <label>
      Version{" "}
      <select
        value={value}
        onChange={(event) =>
          onChange(event.target.value === "all" ? "all" : Number(event.target.value))
        }
      >
        <option value="all">all</option>
        {versions.map((one) => (
          <option key={one.number} value={one.number}>
            {one.number}
          </option>
        ))}
      </select>
    </label>
  );
}

function Passages({ traffic, days }: { traffic: Traffic; days: number }): React.ReactNode {
  const { store } = usePage();
  const graph = useBuilder((state) => state.graph);
  const chosen = useBuilder((state) => state.selection.edges);
  const rows = passages(traffic, graph);
  if (!rows.length) {
    return (
      <p className="fb-empty">
        Nothing has passed yet in this period. As soon as visitors talk to the published flow, each
        connection shows how many went that way.
      </p>
    );
  }
  const waiting = traffic.nodes.filter((one) => one.waiting > 0);
  return (
    <>
      <p>
        {counted(traffic.runs, "conversation")}, since {dayAndTime(traffic.since)}. Choose a
        connection, here or on the canvas, to see who went there.
      </p>
      <ul className="fbp-list">
        {rows.map((row) => (
          <PassageLine
            key={row.id}
            row={row}
            days={days}
            isChosen={chosen.length === 1 && chosen[0] === edgeId(row)}
            onToggle={(isOpen) => store.select({ edges: isOpen ? [edgeId(row)] : [] })}
          />
        ))}
      </ul>
      {waiting.length > 0 && <Waiters nodes={waiting} />}
    </>
  );
}

function PassageLine({
  row,
  days,
  isChosen,
  onToggle,
}: {
  row: Passage;
  days: number;
  isChosen: boolean;
  onToggle: (isOpen: boolean) => void;
}): React.ReactNode {
  const names = useNames();
  return (
    <li className="fbp-passage">
      <button
        type="button"
        className="fbp-row"
        aria-expanded={isChosen}
        onClick={() => onToggle(!isChosen)}
      >
        <b>
          {names.node(row.source)}, {names.port(row.source, row.port)} →{" "}
          {row.target ? names.node(row.target) : "not connected"}
        </b>
        <span className="fbp-soft">
          {counted(row.count, "time")}, {percent(row.share)} of those who left here
          {row.isGone && "; not in the draft any more"}
        </span>
        <span className="fbp-bar" aria-hidden="true">
          <span style={{ inlineSize: `${row.share * 100}%` }} />
        </span>
      </button>
      {isChosen && <Conversations source={row.source} port={row.port} days={days} />}
    </li>
  );
}

function Conversations({
  source,
  port,
  days,
}: {
  source: string;
  port: string;
  days: number;
}): React.ReactNode {
  const { api } = usePage();
  const ask = useCallback(() => api.conversations(source, port, days), [api, source, port, days]);
  const { loaded, again } = useLoaded(ask, "The conversations could not be listed.");
  if (loaded.kind !== "there") {
    return <Waiting loaded={loaded} words="Looking them up…" again={again} />;
  }
  const { conversations, more } = loaded.thing;
  if (!conversations.length) {
    return <p className="fb-help">None of them is left, or you may not see them.</p>;
  }
  return (
    <ul className="fbp-list fbp-passed" aria-label="Conversations that went this way">
      {conversations.map((one) => (
        <li key={one.id}>
          <a href={one.url} target="_blank" rel="noopener">
            {one.visitor || `Conversation ${one.id}`}
          </a>{" "}
          <span className="fbp-soft">
            {moment(one.at)}, {[one.state, one.outcome].filter(Boolean).join(", ")}
          </span>
        </li>
      ))}
      {more && <li className="fbp-soft">There are more; these are the newest.</li>}
    </ul>
  );
}

function Waiters({ nodes }: { nodes: Traffic["nodes"] }): React.ReactNode {
  return (
    <section className="fbp-group">
      <h3>Where visitors are right now</h3>
      <ul className="fbp-list">
        {nodes.map((one) => (
          <li key={one.node}>
            <NodeLink node={one.node} />: {one.waiting}
          </li>
        ))}
      </ul>
    </section>
  );
}
