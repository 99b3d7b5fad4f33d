/** Runs backtests: at once when asked, a moment after the rules changed, one at a time. */

import { useCallback, useEffect, useRef, useState } from "react";

import { NoRightError, OfflineError, RefusedError } from "../api";
import type { Rule } from "../types";
import { endsOf, type Period } from "./period";
import { runBacktest } from "./stream";
import type { Progress, Result } from "./types";

const SETTLED_MS = 700;

export type Trouble = "offline" | "no_right" | "refused" | "period";

/** `runs`: how many have ended with a result. */
export interface Standing {
  runs: number;
  result: Result | null;
  running: Progress | null;
  trouble: { kind: Trouble; detail: string } | null;
}

function troubleOf(error: unknown): Standing["trouble"] {
  if (error instanceof NoRightError) return { kind: "no_right", detail: "" };
  if (error instanceof RefusedError) return { kind: "refused", detail: error.message };
  return { kind: "offline", detail: error instanceof OfflineError ? error.message : "" };
}

export function useBacktest(
  policyId: number,
  rules: Rule[],
  period: Period,
  send?: typeof fetch,
): Standing & { run: () => void } {
  const [standing, setStanding] = useState<Standing>({
    runs: 0,
    result: null,
    running: null,
    trouble: null,
  });
  const current = useRef<AbortController | null>(null);

  const run = useCallback(() => {
    current.current?.abort();
    const ends = endsOf(period, new Date());
    if (!ends) {
      const trouble = { kind: "period" as const, detail: "" };
      setStanding((before) => ({ ...before, running: null, trouble }));
      return;
    }
    const mine = new AbortController();
    current.current = mine;
    const isMine = (): boolean => current.current === mine && !mine.signal.aborted;
    setStanding((before) => ({ ...before, running: { progress: 0, turns: 0 }, trouble: null }));
    const onProgress = (running: Progress): void => {
      if (isMine()) setStanding((before) => ({ ...before, running }));
    };
    const way = { signal: mine.signal, onProgress, ...(send ? { send } : {}) };
    runBacktest(policyId, { rules, ...ends }, way)
      .then((result) => {
        if (!isMine()) return;
        setStanding(({ runs }) => ({ runs: runs + 1, result, running: null, trouble: null }));
      })
      .catch((error: unknown) => {
        if (!isMine()) return;
        setStanding((before) => ({ ...before, running: null, trouble: troubleOf(error) }));
      });
  }, [policyId, rules, period, send]);

  const isFirst = useRef(true);
  useEffect(() => {
    const wait = isFirst.current ? 0 : SETTLED_MS;
    isFirst.current = false;
    const timer = setTimeout(run, wait);
    return () => clearTimeout(timer);
  }, [run]);
  useEffect(() => () => current.current?.abort(), []);

  return { ...standing, run };
}
