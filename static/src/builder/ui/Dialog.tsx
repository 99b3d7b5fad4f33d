/** A modal dialog: the rest waits, Escape closes, focus comes back to where it was. */

import { X } from "lucide-react";
import { useEffect, useId, useRef } from "react";

import { icon, IconButton } from "./bits";

export function Dialog({
  title,
  onClose,
  children,
  footer,
  isWide = false,
}: {
  title: string;
  onClose: () => void;
  children: React.ReactNode;
  /** Buttons, the main one last. */
  footer?: React.ReactNode;
  isWide?: boolean;
}): React.ReactNode {
  const frame = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = frame.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={frame}
      className={isWide ? "fb-dialog fb-wide" : "fb-dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <IconButton label="Close" onClick={onClose}>
          <X {...icon} />
        </IconButton>
      </header>
      <div className="fb-dialog-body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}
