/** Goes to a message of the thread, and fetches older ones until it is there. */

import { useCallback, useEffect, useRef } from "react";

import { useInboxPage, useSignal } from "./context";

const FOUND = "message--found";
const FOUND_MS = 2_000;

/** `firstSeq`: of the oldest item that is loaded; `more`: whether older ones exist. */
export function useJumps(
  frame: React.RefObject<HTMLElement | null>,
  firstSeq: number,
  more: boolean,
): void {
  const { client } = useInboxPage();
  const wanted = useRef(0);
  const look = useCallback(() => {
    const seq = wanted.current;
    if (!seq) return;
    const message = frame.current?.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
    const isOlder = !message && more && seq < firstSeq;
    if (!isOlder) wanted.current = 0;
    if (message) show(message);
    else if (isOlder) client.older();
  }, [client, firstSeq, frame, more]);
  useSignal(
    useCallback(
      (signal) => {
        if (signal.type !== "jump") return;
        wanted.current = signal.seq;
        look();
      },
      [look],
    ),
  );
  // Older items have come: the message may be among them.
  useEffect(look, [look]);
}

function show(message: HTMLElement): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  message.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  message.classList.add(FOUND);
  setTimeout(() => message.classList.remove(FOUND), FOUND_MS);
}
