/** Text of a page in which everything that came from elsewhere is escaped. */
export type Html = { readonly html: string };

type Value = string | number | Html | readonly Value[];

/** HTML from a template: what hono/html does, for a page that awaits nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: strings.reduce((text, string, index) => text + toText(values[index - 1] ?? "") + string) };
}

/** A text that is HTML already. */
export function raw(text: string): Html {
  return { html: text };
}

/** Text with code between backticks. */
export function inline(text: string): Html {
  return raw(
    text
      .split("`")
      .map((part, index) => (index % 2 === 0 ? escape(part) : `<code>${escape(part)}</code>`))
      .join(""),
  );
}

/** Paragraphs of such text. */
export function paragraphs(text: string): readonly Html[] {
  return text.split("\n\n").map((paragraph) => html`<p>${inline(paragraph)}</p>`);
}

function toText(value: Value): string {
  if (typeof value === "string") return escape(value);
  if (typeof value === "number") return String(value);
  return "html" in value ? value.html : value.map(toText).join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
