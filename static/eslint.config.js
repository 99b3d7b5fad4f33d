// TypeScript 7 has no API for linters yet: the linter parses with `typescript` 6, `tsc` is 7.
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const noRawHtml = {
  selector:
    "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/], JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: "Build nodes; never markup from strings.",
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "src/protocol/generated/"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}", "*.ts"],
    extends: [tseslint.configs.recommended, tseslint.configs.stylistic],
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "no-restricted-syntax": ["error", noRawHtml],
      "no-console": "error",
      eqeqeq: "error",
      "max-lines": ["error", 400],
    },
  },
  {
    files: ["src/protocol/**", "src/widget/**"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ regex: "^[^.]", message: "protocol and widget have no dependencies." }] },
      ],
    },
  },
  {
    files: ["*.mjs", "*.js", "*.ts"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
    rules: { "no-console": "off" },
  },
);
