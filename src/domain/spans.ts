/** A stretch of a text in UTF-16 units; `end` is behind its last. */
export type Span = { readonly start: number; readonly end: number };

/** The text with the replacement in place of each span; spans that overlap are replaced as one. */
export function replaceSpans(text: string, spans: readonly Span[], replacement: string): string {
  let replaced = "";
  let at = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start >= at) replaced += text.slice(at, start) + replacement;
    at = Math.max(at, end);
  }
  return replaced + text.slice(at);
}
