/**
 * What is built, in order: source, target `dist/<folder>/<name>.js`, and how.
 *
 * @typedef {object} Bundle
 * @property {string} folder
 * @property {string} name
 * @property {string} input
 * @property {"iife" | "es"} format
 * @property {boolean} react
 */

/** @type {Bundle[]} */
export const bundles = [
  {
    folder: "widget",
    name: "loader",
    input: "src/widget/loader.ts",
    format: "iife",
    react: false,
  },
  {
    folder: "widget",
    name: "widget",
    input: "src/widget/main.ts",
    format: "iife",
    react: false,
  },
  {
    folder: "handoff",
    name: "card",
    input: "src/handoff/main.ts",
    format: "iife",
    react: false,
  },
  { folder: "forms", name: "forms", input: "src/forms/main.ts", format: "iife", react: false },
  {
    folder: "waiting",
    name: "waiting",
    input: "src/waiting/main.ts",
    format: "iife",
    react: false,
  },
  { folder: "inbox", name: "inbox", input: "src/inbox/main.tsx", format: "es", react: true },
  { folder: "board", name: "board", input: "src/board/main.tsx", format: "es", react: true },
  { folder: "policy", name: "policy", input: "src/policy/main.tsx", format: "es", react: true },
  { folder: "builder", name: "builder", input: "src/builder/main.tsx", format: "es", react: true },
  { folder: "demo", name: "demo", input: "src/demo/demo.ts", format: "iife", react: false },
  {
    folder: "staff",
    name: "knowledge",
    input: "src/staff/knowledge.ts",
    format: "iife",
    react: false,
  },
  {
    folder: "staff",
    name: "review",
    input: "src/staff/review.ts",
    format: "iife",
    react: false,
  },
];

/**
 * Kilobytes (gzip -9) that a visitor's browser may load; `handoff` only when a person is asked for,
 * `forms` only when the first form is in the thread, `waiting` only when somebody waits, something
 * is promised or nobody is in.
 */
export const budgets_kb = {
  "widget/loader.js": 5,
  widget: 20,
  handoff: 4,
  forms: 6.5,
  waiting: 4,
};
