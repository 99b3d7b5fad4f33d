/** Beside the thread: who the visitor is, where they were, and why things were decided. */

import { ArrowLeft, Mail } from "lucide-react";
import { useMemo, useState } from "react";

import type { Row } from "../../protocol";
import type { Page, VisitorCard } from "../state/brief";
import { decisionTimeline } from "../state/decisions";
import type { Conversation } from "../state/types";
import { pathOf } from "../words/links";
import {
  attributeName,
  languageName,
  priorityWord,
  reasonWords,
  visitorName,
} from "../words/lines";
import { clockTime } from "../words/time";
import { Age, icon, OwnerBadge, Skeleton } from "./bits";
import { useInbox, useInboxPage } from "./context";
import { DecisionList } from "./DecisionList";
import { Outward } from "./RichText";

export function ContextPane({ close }: { close: () => void }): React.ReactNode {
  const selected = useInbox((state) => state.selected);
  const conversation = useInbox((state) => state.conversation);
  const row = useInbox((state) => (selected ? state.rows[selected] : undefined));
  const known = conversation?.id === selected && conversation?.status === "ready";
  return (
    <section className="pane context" aria-label="Details">
      <div className="context__bar narrow-only">
        <button
          type="button"
          className="button button--quiet button--icon"
          aria-label="Back to the thread"
          onClick={close}
        >
          <ArrowLeft {...icon} />
        </button>
        <strong>Details</strong>
      </div>
      {known && row && <Details conversation={conversation} row={row} />}
      {selected && !known && <Skeleton rows={3} kind="bubble" />}
    </section>
  );
}

function Details({ conversation, row }: { conversation: Conversation; row: Row }): React.ReactNode {
  const { visitor, judged, track } = conversation;
  const decisions = useMemo(
    () => decisionTimeline(judged, track.view.items),
    [judged, track.view.items],
  );
  return (
    <div className="context__scroll">
      <VisitorPart visitor={visitor} row={row} />
      <Section title="Now">
        <Standing row={row} />
      </Section>
      {visitor.tags && visitor.tags.length > 0 && (
        <Section title="Tags">
          <ul className="tags">
            {visitor.tags.map((tag) => (
              <li key={tag} className="tags__tag" dir="auto">
                {tag}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {visitor.attributes.length > 0 && (
        <Section title="Attributes">
          <dl className="facts">
            {visitor.attributes.map(([name, value]) => (
              <Fact key={name} name={attributeName(name)}>
                {value}
              </Fact>
            ))}
          </dl>
        </Section>
      )}
      <Section title="Pages">
        <Pages visitor={visitor} />
      </Section>
      <Section title="Why the AI did what it did">
        <DecisionList decisions={decisions} />
      </Section>
      {visitor.earlier.length > 0 && <Earlier visitor={visitor} />}
    </div>
  );
}

function VisitorPart({ visitor, row }: { visitor: VisitorCard; row: Row }): React.ReactNode {
  const name = visitor.name || visitorName(row);
  return (
    <section className="context__visitor">
      <span className="avatar" aria-hidden>
        {[...name][0]?.toUpperCase()}
      </span>
      <div>
        <h2 dir="auto">{name}</h2>
        {visitor.email ? (
          <a className="context__mail" href={`mailto:${visitor.email}`}>
            <Mail {...icon} size={14} /> {visitor.email}
          </a>
        ) : (
          <span className="faint">No e-mail address yet</span>
        )}
      </div>
    </section>
  );
}

function Standing({ row }: { row: Row }): React.ReactNode {
  const me = useInbox((state) => state.me);
  const priority = priorityWord(row.priority);
  return (
    <dl className="facts">
      <Fact name="Owner">
        <OwnerBadge row={row} me={me} />
      </Fact>
      {row.reason && <Fact name="Reason">{reasonWords(row.reason)}</Fact>}
      {row.queue && <Fact name="Queue">{row.queue}</Fact>}
      {row.team && row.team !== row.queue && <Fact name="Team">{row.team}</Fact>}
      {priority && <Fact name="Priority">{priority}</Fact>}
      {row.language && <Fact name="Language">{languageName(row.language)}</Fact>}
      <Fact name="Opened">
        <Age at={row.opened_at} sentence />
      </Fact>
      <Fact name="Number">#{row.number}</Fact>
    </dl>
  );
}

/** So many of the newest pages are shown at first. */
const PAGES_SHOWN = 6;

function Pages({ visitor }: { visitor: VisitorCard }): React.ReactNode {
  const { start, pages } = visitor;
  const [all, showAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, pages.length - PAGES_SHOWN);
  if (!start.url && !pages.length) return <p className="faint">No page is known yet.</p>;
  return (
    <ol className="trail">
      {start.url && <PageLine page={start} note="start" />}
      {hidden > 0 && (
        <li>
          <button type="button" className="trail__more" onClick={() => showAll(true)}>
            {hidden} more pages
          </button>
        </li>
      )}
      {pages.slice(hidden).map((page, index, shown) => (
        <PageLine
          key={index}
          page={page}
          note={index === shown.length - 1 ? "now" : clockTime(page.at)}
        />
      ))}
    </ol>
  );
}

function PageLine({ page, note }: { page: Page; note: string }): React.ReactNode {
  return (
    <li>
      <Outward url={page.url} className="trail__page">
        {page.title || pathOf(page.url)}
      </Outward>
      <span className="faint">{note}</span>
    </li>
  );
}

function Earlier({ visitor }: { visitor: VisitorCard }): React.ReactNode {
  const { store } = useInboxPage();
  return (
    <Section title="Earlier conversations">
      <ul className="earlier">
        {visitor.earlier.map(({ id, opened_at, outcome, last_text }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => store.dispatch({ type: "local.select", id })}
              disabled={!id}
            >
              <span className="earlier__text" dir="auto">
                {last_text || "No words"}
              </span>
              <span className="faint">
                <Age at={opened_at} sentence /> {outcome && `· ${outcome.replace(/_/g, " ")}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Section({
  title,
  children,
}: {
  title: string;
  children: React.ReactNode;
}): React.ReactNode {
  return (
    <section className="context__section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }): React.ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
