/** Offers that can still be answered; pure. */

import type { InboxState, Offer } from "./types";

/** Those whose time is not over and that nobody has settled, the most pressing first. */
export function liveOffers(
  { offers, rows }: Pick<InboxState, "offers" | "rows">,
  now: number,
): Offer[] {
  return offers
    .filter(({ row, deadline_at }) => {
      const known = rows[row.id];
      const settled = known && known.seq > row.seq && known.state !== "offered";
      return !settled && Date.parse(deadline_at) > now;
    })
    .sort((one, other) => one.deadline_at.localeCompare(other.deadline_at));
}

/** How many things ask for this agent: for the title of the page. */
export function attention({ offers, rows, me }: InboxState, now: number): number {
  const unread = Object.values(rows).filter(
    ({ state, owner, unread }) => state === "with_agent" && owner.id === me?.id && unread > 0,
  );
  return liveOffers({ offers, rows }, now).length + unread.length;
}
