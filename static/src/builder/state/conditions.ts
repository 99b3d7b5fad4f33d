/** What can be asked of a fact, and how it reads. */

import type { Condition, Fact, FactType, Json, Operator } from "../types";

const BY_TYPE: Record<FactType, Operator[]> = {
  text: ["is", "is_not", "contains", "is_known", "is_not_known"],
  number: ["is", "is_not", "at_least", "at_most", "is_known", "is_not_known"],
  yes_no: ["is"],
  choice: ["is", "is_not", "is_known", "is_not_known"],
  share: ["at_least", "at_most", "is_known", "is_not_known"],
};

export const OPERATOR_WORDS: Record<Operator, string> = {
  is: "is",
  is_not: "is not",
  contains: "contains",
  at_least: "is at least",
  at_most: "is at most",
  is_known: "is known",
  is_not_known: "is not known",
};

export function operatorsOf(type: FactType): Operator[] {
  return BY_TYPE[type];
}

export function needsValue(operator: Operator): boolean {
  return operator !== "is_known" && operator !== "is_not_known";
}

/** The fact that a condition is about: by its name, or by the prefix that its name begins with. */
export function factOf(name: string, facts: readonly Fact[]): Fact | undefined {
  return (
    facts.find((fact) => !fact.is_prefix && fact.name === name) ??
    facts.find((fact) => fact.is_prefix && name.startsWith(fact.name))
  );
}

function firstValue(fact: Fact | undefined): Json {
  switch (fact?.type) {
    case "yes_no":
      return true;
    case "number":
      return 1;
    case "share":
      return 0.5;
    case "choice":
      return fact.choices[0]?.value ?? "";
    default:
      return "";
  }
}

export function conditionOn(fact: Fact | undefined): Condition {
  const operator = operatorsOf(fact?.type ?? "text")[0] ?? "is";
  return { fact: fact?.name ?? "", operator, value: firstValue(fact) };
}

/** The condition about another fact; what still makes sense stays. */
export function withFact(condition: Condition, name: string, facts: readonly Fact[]): Condition {
  const [before, after] = [factOf(condition.fact, facts), factOf(name, facts)];
  const fresh = { ...conditionOn(after), fact: name };
  const isAlike = before && after && before.type === after.type && after.type !== "choice";
  return isAlike ? { ...condition, fact: name } : fresh;
}

/** A condition in words, for the summary of a node. */
export function spoken(condition: Condition, facts: readonly Fact[]): string {
  const fact = factOf(condition.fact, facts);
  const free = fact?.is_prefix ? condition.fact.slice(fact.name.length) : "";
  const name = free || fact?.label || condition.fact || "something";
  if (!needsValue(condition.operator)) return `${name} ${OPERATOR_WORDS[condition.operator]}`;
  return `${name} ${OPERATOR_WORDS[condition.operator]} ${valueWords(condition.value, fact)}`;
}

function valueWords(value: Json, fact: Fact | undefined): string {
  if (fact?.type === "yes_no") return value === true || value === "true" ? "yes" : "no";
  if (fact?.type === "share") return `${Math.round(Number(value) * 100)} %`;
  const choice = fact?.choices.find((one) => one.value === value);
  return choice?.label ?? (value === "" || value === null ? "…" : String(value));
}
