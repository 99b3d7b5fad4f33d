/** The line at the bottom that says what happened, with an undo; and the words for screen readers. */

import { X } from "lucide-react";
import { useEffect } from "react";

import { icon, IconButton } from "./bits";
import { useBuilder, useMayChange, usePage } from "./context";

/** Long enough to read and to reach the button. */
const SHOWN_MS = 12_000;

export function Notice(): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const notice = useBuilder((state) => state.notice);
  const spoken = useBuilder((state) => state.spoken);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => {
      // Not while somebody is about to press it.
      if (!document.querySelector(".fb-notice:is(:hover, :focus-within)")) {
        store.dispatch({ type: "dismiss" });
      }
    }, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice, store]);
  return (
    <>
      <div className="fb-notice-place" role="status">
        {notice && (
          <div className="fb-notice">
            <span>{notice.text}</span>
            {notice.undo && mayChange && (
              <button
                type="button"
                className="fb-button fb-quiet"
                onClick={() => store.dispatch({ type: "undo" })}
              >
                Undo
              </button>
            )}
            <IconButton
              label="Close this message"
              onClick={() => store.dispatch({ type: "dismiss" })}
            >
              <X {...icon} />
            </IconButton>
          </div>
        )}
      </div>
      <div className="fb-unseen" aria-live="polite">
        {spoken}
      </div>
    </>
  );
}
