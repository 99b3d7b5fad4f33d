/** Hooks that are about the page, not about conversations. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

import { lasting } from "../client/memory";

/** A value that this browser remembers. */
export function useRemembered<Value extends string | number | boolean>(
  name: string,
  fallback: Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    const known = lasting.read(name);
    return typeof known === typeof fallback ? (known as Value) : fallback;
  });
  const set = useCallback(
    (next: Value) => {
      lasting.write(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, set];
}

/** Calls `close` on Escape and on a press outside of the element while `open`. */
export function useDismiss(
  inside: RefObject<HTMLElement | null>,
  open: boolean,
  close: () => void,
): void {
  useEffect(() => {
    if (!open) return;
    const pressed = (event: PointerEvent): void => {
      if (event.target instanceof Node && !inside.current?.contains(event.target)) close();
    };
    const keyed = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    };
    document.addEventListener("pointerdown", pressed);
    document.addEventListener("keydown", keyed, true);
    return () => {
      document.removeEventListener("pointerdown", pressed);
      document.removeEventListener("keydown", keyed, true);
    };
  }, [inside, open, close]);
}

const MOVE_MS = 200;

/** Lets rows slide to their new places, so that the eye can follow (children carry `data-flip`). */
export function useSlidingRows(container: RefObject<HTMLElement | null>, order: string): void {
  const places = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const next = new Map<string, number>();
    for (const row of container.current?.querySelectorAll<HTMLElement>("[data-flip]") ?? []) {
      const name = row.dataset["flip"] ?? "";
      const top = row.offsetTop;
      const before = places.current.get(name);
      next.set(name, top);
      if (still || before === undefined || before === top || !row.animate) continue;
      const from = { transform: `translateY(${before - top}px)` };
      row.animate([from, { transform: "none" }], { duration: MOVE_MS, easing: "ease-out" });
    }
    places.current = next;
  }, [container, order]);
}

/** Does the page match the media query now? */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const changed = (): void => setMatches(list.matches);
    list.addEventListener("change", changed);
    return () => list.removeEventListener("change", changed);
  }, [query]);
  return matches;
}
