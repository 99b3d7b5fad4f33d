/** The bar at the top: the agent's presence, alerts, help, and the account. */

import {
  Bell,
  BellOff,
  CircleUser,
  Keyboard,
  LayoutDashboard,
  Settings,
  Volume2,
  VolumeX,
} from "lucide-react";
import { useState } from "react";

import { askForNotices, noticePermission, playOffer } from "../client/alerts";
import { isMuted, setMuted } from "../client/attention";
import { icon, Popover } from "./bits";
import { useInbox, useInboxPage } from "./context";
import { PresenceControl } from "./PresenceControl";

export function TopBar(): React.ReactNode {
  const { page, signals } = useInboxPage();
  return (
    <header className="topbar">
      <div className="brand">
        <Mark />
        <span className="brand__name">Baton</span>
      </div>
      <PresenceControl />
      <div className="topbar__tools">
        {page.board_url && (
          <a className="button button--quiet" href={page.board_url} aria-label="Board">
            <LayoutDashboard {...icon} />
            <span className="wide-only">Board</span>
          </a>
        )}
        <Alerts />
        <button
          type="button"
          className="button button--quiet button--icon wide-only"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={() => signals.emit({ type: "shortcuts" })}
        >
          <Keyboard {...icon} />
        </button>
        <Account />
      </div>
    </header>
  );
}

/** A baton on its way from one hand to the next. */
function Mark(): React.ReactNode {
  return (
    <svg className="brand__mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden>
      <path d="M5.5 18.5 13 11" className="brand__first" />
      <path d="M13 11l5.5-5.5" className="brand__second" />
    </svg>
  );
}

function Alerts(): React.ReactNode {
  const [permission, setPermission] = useState(noticePermission);
  const [muted, mute] = useState(() => isMuted());
  const Icon = muted ? BellOff : Bell;
  const toggle = (): void => {
    setMuted(!muted);
    mute(!muted);
    if (muted) playOffer();
  };
  return (
    <Popover
      title="Alerts"
      className="button button--quiet button--icon"
      label={
        <>
          <Icon {...icon} />
          {permission === "default" && <span className="button__dot" />}
        </>
      }
    >
      {() => (
        <div className="sheet">
          <strong>When a conversation is offered to you</strong>
          <button type="button" className="button" aria-pressed={!muted} onClick={toggle}>
            {muted ? <VolumeX {...icon} /> : <Volume2 {...icon} />}
            {muted ? "Sound is off" : "Sound is on"}
          </button>
          {permission === "default" && (
            <button
              type="button"
              className="button"
              onClick={() => void askForNotices().then(setPermission)}
            >
              <Bell {...icon} />
              Turn on desktop notices
            </button>
          )}
          <p className="faint">{NOTICE_WORDS[permission]}</p>
        </div>
      )}
    </Popover>
  );
}

const NOTICE_WORDS = {
  default: "Desktop notices reach you while this page is in the background.",
  granted: "Desktop notices are on.",
  denied: "Desktop notices are blocked. You can allow them in the settings of your browser.",
  unsupported: "This browser has no desktop notices.",
};

function Account(): React.ReactNode {
  const { page } = useInboxPage();
  const me = useInbox((state) => state.me);
  const name = me?.name || page.user.name;
  return (
    <Popover
      title={`Account of ${name}`}
      className="button button--quiet"
      label={
        <>
          <CircleUser {...icon} />
          <span className="wide-only">{name}</span>
        </>
      }
    >
      {() => (
        <div className="sheet">
          <span>
            Signed in as <strong>{name}</strong>
          </span>
          {page.admin_url && (
            <a className="button" href={page.admin_url}>
              <Settings {...icon} />
              Settings and rules
            </a>
          )}
          <form method="post" action={page.logout_url}>
            <input type="hidden" name="csrfmiddlewaretoken" value={page.csrf_token} />
            <button type="submit" className="button button--block">
              Sign out
            </button>
          </form>
        </div>
      )}
    </Popover>
  );
}
