/** The few icons of the widget: 20 px, stroke 1.75, drawn here. */

export const CHAT = "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 19.5l1.4-4.6A7.5 7.5 0 1 1 20 11.5Z";
export const DOWN = "m6 9 6 6 6-6";
export const CLOSE = "M6 6l12 12M18 6 6 18";
export const MORE = "M12 5.5v.01M12 12v.01M12 18.5v.01";
export const SEND = "M12 19V5M6 11l6-6 6 6";
export const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0";
export const ASSISTANT =
  "M12 4v3M5 9.5A2.5 2.5 0 0 1 7.5 7h9A2.5 2.5 0 0 1 19 9.5v7a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 16.5ZM9.5 12v2M14.5 12v2";
export const EXTERNAL = "M8 16 16 8M9.5 8H16v6.5";
export const ALERT = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 8v4.5M12 16v.01";
export const CHECK = "m5 12.5 4.5 4.5L19 7.5";

const SVG = "http://www.w3.org/2000/svg";

export function icon(d: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}
