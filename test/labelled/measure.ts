import type { ReplyKind } from "../../src/domain/reply-kind.ts";
import { readReply } from "../../src/domain/reply.ts";
import { LEXICON } from "../../src/lexicon/lexicon.ts";
import { htmlToText } from "../../src/pipeline/html-text.ts";
import type { LabelledReply } from "./labelled-replies.ts";

export const KINDS = ["human", "out_of_office", "bounce", "unsubscribe"] as const;

type Score = { readonly precision: number; readonly recall: number; readonly f1: number };

export type Figures = {
  readonly messages: number;
  /** How many messages of the first kind were taken for the second. */
  readonly confusion: Readonly<Record<ReplyKind, Readonly<Record<ReplyKind, number>>>>;
  readonly scores: Readonly<Record<ReplyKind, Score>>;
  /** Shares from 0 to 1, over the messages whose own words are labelled. */
  readonly ownText: { readonly messages: number; readonly equal: number; readonly tokenF1: number };
};

/** What the analysis makes of labelled replies, in numbers alone: which of them it takes wrongly isn't told. */
export async function measure(replies: readonly LabelledReply[]): Promise<Figures> {
  const confusion = tableOf(() => tableOf(() => 0));
  const own = { messages: 0, equal: 0, common: 0, found: 0, labelled: 0 };
  for (const reply of replies) {
    const { kind, words } = await analyse(reply);
    confusion[reply.kind][kind]++;
    if (reply.ownText === null) continue;
    own.messages++;
    own.equal += Number(withoutSpace(words) === withoutSpace(reply.ownText));
    const found = tokensOf(words);
    const labelled = tokensOf(reply.ownText);
    own.common += commonOf(found, labelled);
    own.found += found.length;
    own.labelled += labelled.length;
  }
  return {
    messages: replies.length,
    confusion,
    scores: tableOf((kind) =>
      scoreOf(
        confusion[kind][kind],
        sum(KINDS.map((labelled) => confusion[labelled][kind])),
        sum(KINDS.map((taken) => confusion[kind][taken])),
      ),
    ),
    ownText: {
      messages: own.messages,
      equal: own.equal / own.messages,
      tokenF1: scoreOf(own.common, own.found, own.labelled).f1,
    },
  };
}

async function analyse(reply: LabelledReply): Promise<{ readonly kind: ReplyKind; readonly words: string }> {
  const { subject, from, html } = reply;
  const text = reply.text ?? (await htmlToText(html ?? ""));
  const { kind, ownText } = readReply(LEXICON, { subject, from, text });
  return { kind, words: ownText ?? "" };
}

function tableOf<Value>(valueOf: (kind: ReplyKind) => Value): Record<ReplyKind, Value> {
  return {
    human: valueOf("human"),
    out_of_office: valueOf("out_of_office"),
    bounce: valueOf("bounce"),
    unsubscribe: valueOf("unsubscribe"),
  };
}

function scoreOf(common: number, found: number, labelled: number): Score {
  const precision = found === 0 ? 1 : common / found;
  const recall = labelled === 0 ? 1 : common / labelled;
  return { precision, recall, f1: common === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Words and single Japanese signs. */
function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{P}]+/gu) ?? [];
}

function commonOf(some: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of some) left.set(token, (left.get(token) ?? 0) + 1);
  return others.filter((token) => {
    const count = left.get(token) ?? 0;
    left.set(token, count - 1);
    return count > 0;
  }).length;
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The table of docs/replies.md for one half. */
export function toMarkdown({ messages, confusion, scores, ownText: own }: Figures): string {
  const rows = KINDS.map((kind) => {
    const { precision, recall, f1 } = scores[kind];
    const counts = KINDS.map((taken) => String(confusion[kind][taken]));
    return [`\`${kind}\``, ...counts, ...[precision, recall, f1].map(shown)];
  });
  const right = sum(KINDS.map((kind) => confusion[kind][kind]));
  return `${table(["labelled", ...KINDS.map((kind) => `as \`${kind}\``), "precision", "recall", "F1"], rows)}

Right in all: ${right} of ${messages}. Own text: equal to the label in ${Math.round(own.equal * own.messages)} of ${own.messages} messages (${shown(own.equal)});
F1 of its words ${shown(own.tokenF1)}.`;
}

/** All columns but the first stand at the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const padded = (cells: readonly string[]) =>
    toRow(
      cells.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      ),
    );
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [padded(head), toRow(rule), ...rows.map(padded)].join("\n");
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function shown(share: number): string {
  return share.toFixed(3);
}
