/** What others think of an answer, in words. */

/** `verdicts`: "right", "wrong" or "" (withdrawn) by "visitor" or the agent's number. */
export function saidByOthers(
  verdicts: Readonly<Record<string, string>>,
  me: number | undefined,
): string[] {
  const said: string[] = [];
  const { visitor } = verdicts;
  if (visitor) said.push(visitor === "right" ? "Visitor: helpful" : "Visitor: not helpful");
  for (const verdict of ["right", "wrong"]) {
    const count = Object.entries(verdicts).filter(
      ([by, one]) => one === verdict && by !== "visitor" && by !== String(me),
    ).length;
    if (count) said.push(`${count} ${count === 1 ? "colleague" : "colleagues"}: ${verdict}`);
  }
  return said;
}
