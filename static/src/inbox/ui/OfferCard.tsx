/** A conversation offered to the agent: what it is about, how long there is, yes or no. */

import { Check, X } from "lucide-react";

import { isUnderWay } from "../state/deeds";
import { byRule } from "../state/rows";
import type { Offer } from "../state/types";
import { reasonWords, visitorName } from "../words/lines";
import { secondsLeft, waited } from "../words/time";
import { isMessage, messageWords } from "../words/waits";
import { icon } from "./bits";
import { useTime } from "./clock";
import { useInbox, useInboxPage } from "./context";

/** As they are served: somebody who is there before a message of the same priority. */
const inOrder = byRule("waiting");

export function Offers(): React.ReactNode {
  const all = useInbox((state) => state.offers);
  const selected = useInbox((state) => state.selected);
  // What is open already asks where the reply would stand.
  const offers = all
    .filter(({ row }) => row.id !== selected)
    .sort((one, other) => inOrder(one.row, other.row));
  const first = offers[0];
  if (!first) return null;
  return (
    <aside className="offers" aria-label="Offered to you">
      <OfferCard key={first.row.id} offer={first} more={offers.length - 1} />
    </aside>
  );
}

function OfferCard({ offer, more }: { offer: Offer; more: number }): React.ReactNode {
  const { client, store } = useInboxPage();
  const { row, deadline_at } = offer;
  const left = useTime((now) => secondsLeft(deadline_at, now));
  const wait = useTime((now) => waited(row.waiting_since, now));
  const message = useTime((now) => (isMessage(row) ? messageWords(row, now) : ""));
  const busy = useInbox(
    (state) => isUnderWay(state, "accept", row.id) || isUnderWay(state, "decline", row.id),
  );
  const since = message ? `left ${wait} ago` : `waiting ${wait}`;
  const about = [row.queue, wait && since, more > 0 && `${more} more offered`];
  return (
    <section className="offer">
      <div className="offer__head">
        <strong className="offer__name" dir="auto">
          {visitorName(row)}
        </strong>
        {message ? (
          <span className="tag tag--waiting">{message}</span>
        ) : (
          row.reason && <span className="tag tag--waiting">{reasonWords(row.reason)}</span>
        )}
        <span className={left <= 5 ? "offer__left offer__left--short" : "offer__left"}>
          {left} s
        </span>
      </div>
      {row.reason_text && <p className="offer__why">{row.reason_text}</p>}
      {message && <p className="offer__why">The visitor is not expected to be there.</p>}
      {row.last_text && (
        <p className="offer__words" dir="auto">
          {row.last_author === "visitor" ? `“${row.last_text}”` : row.last_text}
        </p>
      )}
      <p className="faint">{about.filter(Boolean).join(" · ")}</p>
      <div className="offer__actions">
        <button
          type="button"
          className="button button--accent"
          disabled={busy}
          onClick={() => client.do({ type: "accept", conversation: row.id })}
        >
          <Check {...icon} /> Accept
        </button>
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => client.do({ type: "decline", conversation: row.id })}
        >
          <X {...icon} /> Decline
        </button>
        <button
          type="button"
          className="button button--quiet offer__look"
          onClick={() => store.dispatch({ type: "local.select", id: row.id })}
        >
          Read first
        </button>
      </div>
    </section>
  );
}
