/** Whether two values say the same, whatever the order of their keys. */

export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((one, index) => isSame(one, right[index]));
  }
  const ours = left as Record<string, unknown>;
  const theirs = right as Record<string, unknown>;
  const keys = Object.keys(ours);
  return (
    keys.length === Object.keys(theirs).length &&
    keys.every((key) => key in theirs && isSame(ours[key], theirs[key]))
  );
}
