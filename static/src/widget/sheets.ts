/** Styles that a strict content-security policy allows: sheets built here, no style attributes. */

import { accentOn } from "../shared/contrast";

/** The panel's ground and the tint on which links are hardest to read, as in shared/tokens.css. */
export const GROUNDS = {
  light: { surface: "#ffffff", tint: "#e3f3f1" },
  dark: { surface: "#171b20", tint: "#12322f" },
};

export function adopt(shadow: ShadowRoot, css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  return sheet;
}

/** The customer's colour, corrected for light and dark. */
export function accentCss(hex: string): string {
  const rule = ({ surface, tint }: { surface: string; tint: string }): string => {
    const { fill, onFill, text } = accentOn(hex, surface, tint);
    return `.baton{--accent:${fill};--on-accent:${onFill};--accent-ink:${text}}`;
  };
  return `${rule(GROUNDS.light)}@media (prefers-color-scheme:dark){${rule(GROUNDS.dark)}}`;
}
