import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** All pages, by their path from the root. */
export const PAGES: readonly string[] = [
  "README.md",
  ...readdirSync(`${ROOT}/docs`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, "utf8");
}

export type CodeBlock = { readonly language: string; readonly label: string; readonly code: string };

/** The fenced blocks of a page, without the indentation of the list they stand in. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const blocks = page.matchAll(/^( *)```(\S+)(?: +(.*))?\n([\s\S]*?)^\1```$/gm);
  return [...blocks].map(([, indent = "", language = "", label = "", code = ""]) => ({
    language,
    label,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** The code of the one block with this language and label. */
export function codeBlock(page: string, language: string, label: string): string {
  const found = codeBlocks(page).filter((block) => block.language === language && block.label === label);
  const [block] = found;
  if (block === undefined || found.length > 1) throw new Error(`${found.length} blocks ${language} ${label}`);
  return block.code;
}

/** The cells of the first table below a heading, without its head. */
export function tableBelow(page: string, heading: string): readonly (readonly string[])[] {
  const start = page.indexOf(`\n${heading}\n`);
  if (start === -1) throw new Error(`no heading ${heading}`);
  const lines = page.slice(start).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  return lines.slice(first + 2, first + length).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The texts between backticks. */
export function codeSpans(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}
