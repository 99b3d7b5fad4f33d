/** The people: who is there, how full their hands are, and with what. */

import type { BoardAgent, BoardFrame, BoardTalk } from "../../protocol";
import { counted, PRESENCE_WORDS, since } from "../words";
import { Nothing, Section } from "./bits";
import { useBoard, useNow, usePage } from "./context";

export function Agents({ board }: { board: BoardFrame }): React.ReactNode {
  const queue = useBoard((state) => state.queue);
  const people = board.agents.filter((one) => queue === null || one.queues.includes(queue));
  const here = people.filter((one) => one.presence !== "offline" || one.talks.length > 0);
  const gone = people.filter((one) => !here.includes(one));
  return (
    <Section title="Agents" id="agents" count={people.length} className="panel--agents">
      {here.length === 0 && (
        <Nothing>
          {people.length
            ? "Nobody is here. Visitors are offered a message or a call."
            : "Nobody answers visitors yet. Agents are added in the settings."}
        </Nothing>
      )}
      <ul className="rows">
        {here.map((one) => (
          <AgentRow key={one.id} agent={one} />
        ))}
      </ul>
      {gone.length > 0 && (
        <details className="gone">
          <summary>{gone.length} offline</summary>
          <ul className="rows">
            {gone.map((one) => (
              <AgentRow key={one.id} agent={one} />
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function AgentRow({ agent }: { agent: BoardAgent }): React.ReactNode {
  const heard = useNow((now) => since(agent.heard_at, now));
  return (
    <li className="row row--agent" data-row={`agent:${agent.id}`}>
      <div className="row__line">
        <span className={`dot dot--${agent.is_silent ? "silent" : agent.presence}`} aria-hidden />
        <strong className="row__name">{agent.name}</strong>
        <span className="faint">{PRESENCE_WORDS[agent.presence]}</span>
        <Slots load={agent.load} capacity={agent.capacity} />
      </div>
      {agent.is_silent && (
        <p className="over">
          {heard ? `No sign of life for ${heard}.` : "No sign of life."} Nothing is offered to them.
        </p>
      )}
      <p className="row__facts">
        {[agent.teams.join(", ") || "no team", ...agent.skills, agent.languages.join(", ")]
          .filter(Boolean)
          .join(" · ")}
        {agent.presence === "offline" && heard && ` · last here ${heard} ago`}
      </p>
      {agent.talks.length > 0 && (
        <ul className="talks" aria-label={`What ${agent.name} has`}>
          {agent.talks.map((one) => (
            <Talk key={one.conversation} talk={one} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Talk({ talk }: { talk: BoardTalk }): React.ReactNode {
  const { links } = usePage();
  const age = useNow((now) => since(talk.since, now));
  return (
    <li>
      <a href={`${links.inboxUrl}#/all/${talk.conversation}`} target="_blank" rel="noopener">
        {talk.visitor} #{talk.number}
      </a>{" "}
      <span className="faint">{talk.is_offer ? `is asked, ${age}` : `for ${age}`}</span>
    </li>
  );
}

const MOST_DOTS = 8;

function Slots({ load, capacity }: { load: number; capacity: number }): React.ReactNode {
  const dots = Math.min(MOST_DOTS, Math.max(load, capacity));
  return (
    <span className="slots" title={`${counted(load, "conversation", "conversations")} at once`}>
      {Math.max(load, capacity) <= MOST_DOTS && (
        <span className="slots__dots" aria-hidden>
          {Array.from({ length: dots }, (_, index) => (
            <span key={index} className={index < load ? "slots__full" : ""} />
          ))}
        </span>
      )}
      {load} of {capacity}
    </span>
  );
}
