/** What the draft would have done to past conversations, with these rules. */

import { BacktestPanel } from "../backtest/BacktestPanel";
import { thresholdOf, withThreshold } from "../state/threshold";
import { useMayChange, usePage, usePageState } from "./context";

export function Backtest(): React.ReactNode {
  const { store } = usePage();
  const mayChange = useMayChange();
  const { id, live, triggers } = usePageState((state) => state.policy);
  const rules = usePageState((state) => state.rules);
  const set = (threshold: number, key: string | null): void => {
    const next = withThreshold(store.get().rules, key, threshold, triggers);
    const notice = `The draft’s threshold is ${Math.round(threshold * 100)} % now.`;
    store.dispatch({ type: "edit", rules: next, notice });
  };
  return (
    <BacktestPanel
      policyId={id}
      rules={rules}
      liveThreshold={live ? thresholdOf(live.rules) : null}
      onThreshold={mayChange ? set : null}
    />
  );
}
