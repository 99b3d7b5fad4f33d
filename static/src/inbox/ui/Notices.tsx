/** What is said beside the conversations: toasts, the connection, announcements for listeners. */

import { CircleAlert, CircleCheck, WifiOff, X } from "lucide-react";
import { useEffect } from "react";

import type { Toast } from "../state/types";
import { icon } from "./bits";
import { useInbox, useInboxPage } from "./context";

const SHOWN_MS = { good: 4_000, bad: 9_000 };

export function Toasts(): React.ReactNode {
  const toasts = useInbox((state) => state.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastView({ toast: { id, kind, text } }: { toast: Toast }): React.ReactNode {
  const { store } = useInboxPage();
  useEffect(() => {
    const timer = window.setTimeout(
      () => store.dispatch({ type: "local.toast_over", id }),
      SHOWN_MS[kind],
    );
    return () => window.clearTimeout(timer);
  }, [store, id, kind]);
  const Icon = kind === "good" ? CircleCheck : CircleAlert;
  return (
    <div className={`toast toast--${kind}`}>
      <Icon {...icon} />
      <span>{text}</span>
      <button
        type="button"
        className="button button--quiet button--icon"
        aria-label="Dismiss"
        onClick={() => store.dispatch({ type: "local.toast_over", id })}
      >
        <X {...icon} />
      </button>
    </div>
  );
}

/** Says that the line is gone, and what that means for what was written. */
export function ConnectionBar(): React.ReactNode {
  const status = useInbox((state) => state.status);
  const joined = useInbox((state) => state.joined);
  if (status === "refused") {
    return (
      <div className="connection connection--refused" role="alert">
        <WifiOff {...icon} />
        <span>You are signed out, or may not open the inbox.</span>
        <a href="/login/?next=/inbox/">Sign in again</a>
      </div>
    );
  }
  const lost = status === "waiting" || (status === "connecting" && joined);
  if (!lost) return null;
  return (
    <div className="connection" role="status">
      <WifiOff {...icon} />
      <span>
        {joined
          ? "Reconnecting… nothing is lost. What you write is sent when the line is back."
          : "The server does not answer yet. Trying again…"}
      </span>
    </div>
  );
}

/** Tells those who listen that somebody needs a person. */
export function Announcer(): React.ReactNode {
  const words = useInbox((state) => state.announcement);
  return (
    <div className="hidden" aria-live="assertive">
      {words}
    </div>
  );
}
