/** What the agent may do with a conversation now; pure. */

import type { Me, Row, State } from "../../protocol";

/** Whom the composer serves: who owns the next word, seen from this agent. */
export type Standing =
  "mine" | "assistant" | "offered" | "waiting" | "left_message" | "other" | "closed";

/** Null while an agent has just taken it and nobody has said yet who: that is told next. */
export function standingOf(
  state: State,
  owner: { id: number | null } | null,
  me: Me | null,
  offeredToMe: boolean,
): Standing | null {
  switch (state) {
    case "with_agent":
      if (!owner) return null;
      return me !== null && owner.id === me.id ? "mine" : "other";
    case "offered":
      return offeredToMe ? "offered" : "waiting";
    case "queued":
      return "waiting";
    case "deferred":
      return "left_message";
    case "assistant":
      return "assistant";
    case "closed":
      return "closed";
  }
}

export interface Abilities {
  reply: boolean;
  take_over: boolean;
  resolve: boolean;
  hand_back: boolean;
  transfer: boolean;
}

export function abilitiesOf(standing: Standing | null, me: Me | null): Abilities {
  const may = me?.may_reply ?? false;
  const mine = may && standing === "mine";
  const free = ["assistant", "offered", "waiting", "left_message"].includes(standing ?? "");
  return {
    reply: mine,
    take_over: may && free,
    resolve: mine,
    hand_back: mine,
    transfer: mine,
  };
}

/** Who owns the next word, as the row says; the view knows the agent's name sooner. */
export function ownerOf(
  row: Row | undefined,
  agent: { id: number; name: string } | null,
): { id: number | null; name: string } | null {
  return agent ?? (row?.owner.kind === "agent" ? row.owner : null);
}
