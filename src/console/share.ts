import { type Html, html } from "./elements.ts";

/** A share as a bar with its percentage beside it. */
export function share(part: number, side: string): Html {
  const percent = Math.round(part * 100);
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><path d="M0 0h100v1H0z"/><path class="${side}" d="M0 0h${percent}v1H0z"/></svg> ${percent} %`;
}
