/** A button that opens a small panel; only one is open on the page, and its row stays meanwhile. */

import { useCallback, useEffect, useId, useRef } from "react";

import { useDismiss } from "../../inbox/ui/hooks";
import { Problem } from "./bits";
import { useBoard, usePage } from "./context";

export function Menu({
  rowKey,
  name,
  label,
  about,
  title,
  className = "button button--small",
  disabled = false,
  children,
}: {
  rowKey: string;
  name: string;
  label: React.ReactNode;
  /** The button's name; begins with the words on it. */
  about: string;
  /** What the panel asks. */
  title: string;
  className?: string;
  disabled?: boolean;
  children: () => React.ReactNode;
}): React.ReactNode {
  const { store } = usePage();
  const key = `${rowKey}/${name}`;
  const open = useBoard((state) => state.menu === key);
  const frame = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const heading = useId();
  const close = useCallback((): void => {
    const inside = frame.current?.contains(document.activeElement) ?? false;
    if (store.get().menu === key) store.dispatch({ type: "local.menu", menu: null });
    if (inside) trigger.current?.focus();
  }, [store, key]);
  useDismiss(frame, open, close);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (open) panel.current?.querySelector<HTMLElement>(FIRST)?.focus();
    else if (wasOpen.current && document.activeElement === document.body) trigger.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <div className="popover" ref={frame}>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-expanded={open}
        aria-label={about}
        disabled={disabled}
        onClick={() => store.dispatch({ type: "local.menu", menu: open ? null : key })}
      >
        {label}
      </button>
      {open && (
        <div
          ref={panel}
          className="popover__panel popover__panel--end board-menu"
          role="dialog"
          aria-labelledby={heading}
        >
          <p id={heading} className="board-menu__title">
            {title}
          </p>
          <Problem rowKey={rowKey} inMenu />
          {children()}
        </div>
      )}
    </div>
  );
}

const FIRST = ".menu__item:not(:disabled), input, textarea";
