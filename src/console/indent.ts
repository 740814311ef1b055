const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

const INDENT = "  ";

/** JSON text on lines of its own, every token as it was sent: a parser would round numbers. Any other text as it is. */
export function indentJson(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  let lines = "";
  let previous = "";
  for (const [token] of text.matchAll(TOKENS)) {
    const closes = token === "}" || token === "]";
    if (closes) depth--;
    const isEmpty = closes && (previous === "{" || previous === "[");
    const breaks =
      (closes && !isEmpty) || previous === "," || ((previous === "{" || previous === "[") && !closes);
    if (breaks) lines += `\n${INDENT.repeat(depth)}`;
    lines += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth++;
    previous = token;
  }
  return lines;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
