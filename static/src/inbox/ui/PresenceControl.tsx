/** What the agent says about being there, and how many conversations still fit. */

import type { Me, Presence } from "../../protocol";
import { isUnderWay } from "../state/deeds";
import { useInbox, useInboxPage } from "./context";

const CHOICES: { presence: Presence; words: string; hint: string }[] = [
  { presence: "online", words: "Available", hint: "New conversations are offered to you" },
  {
    presence: "finishing",
    words: "Away after chats",
    hint: "Away after current chats: nothing new is offered, and you are away once the last one ends",
  },
  { presence: "away", words: "Away", hint: "Nothing new is offered; you keep what you have" },
  { presence: "offline", words: "Offline", hint: "You are not there for visitors" },
];

export function PresenceControl(): React.ReactNode {
  const { client } = useInboxPage();
  const me = useInbox((state) => state.me);
  const busy = useInbox((state) => isUnderWay(state, "presence"));
  if (!me) return <div className="presence" />;
  if (!me.may_reply) return <div className="presence faint">You can read along</div>;
  return (
    <div className="presence">
      <PresenceSelect presence={me.presence} busy={busy} />
      <div className="segments wide-only" role="group" aria-label="Your presence">
        {CHOICES.map(({ presence, words, hint }) => (
          <button
            key={presence}
            type="button"
            className={`segment segment--${presence}`}
            aria-pressed={me.presence === presence}
            title={hint}
            disabled={busy}
            onClick={() => client.do({ type: "presence", presence })}
          >
            <span className="segment__dot" aria-hidden />
            {words}
          </button>
        ))}
      </div>
      <Slots me={me} />
    </div>
  );
}

/** The same where there is no room for four words side by side. */
function PresenceSelect({
  presence,
  busy,
}: {
  presence: Presence;
  busy: boolean;
}): React.ReactNode {
  const { client } = useInboxPage();
  const choose = (words: string): void => {
    const chosen = CHOICES.find((one) => one.words === words);
    if (chosen) client.do({ type: "presence", presence: chosen.presence });
  };
  return (
    <select
      className="presence__select narrow-only"
      aria-label="Your presence"
      disabled={busy}
      value={CHOICES.find((one) => one.presence === presence)?.words}
      onChange={(event) => choose(event.target.value)}
    >
      {CHOICES.map(({ words }) => (
        <option key={words}>{words}</option>
      ))}
    </select>
  );
}

/** More than this many dots nobody counts. */
const DOTS = 8;

function Slots({ me: { load, capacity } }: { me: Me }): React.ReactNode {
  return (
    <span className="slots" title="Conversations you have, of those you can have at once">
      {capacity <= DOTS && (
        <span className="slots__dots wide-only" aria-hidden>
          {Array.from({ length: capacity }, (_, index) => (
            <span key={index} className={index < load ? "slots__full" : undefined} />
          ))}
        </span>
      )}
      <span className="wide-only">slots</span> {load} of {capacity}
    </span>
  );
}
