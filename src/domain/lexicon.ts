import type { QuotationSigns } from "./quotation.ts";
import type { ReplyKindSigns } from "./reply-kind.ts";
import type { SignatureSigns } from "./signature.ts";

/** The words by which replies are read, in all their languages. */
export type Lexicon = {
  readonly quotation: QuotationSigns;
  readonly signature: SignatureSigns;
  readonly replyKind: ReplyKindSigns;
};

/** As JSON, where a pattern is a list of its source and its flags. */
export function writeLexicon(lexicon: Lexicon): string {
  return JSON.stringify(
    lexicon,
    (_name, value: unknown) => (value instanceof RegExp ? [value.source, value.flags] : value),
    1,
  );
}

/** The lexicon that `writeLexicon` wrote: nothing else must come here. */
export function readLexicon(json: string): Lexicon {
  const lexicon: Lexicon = JSON.parse(json, (_name, value: unknown) => {
    if (!Array.isArray(value)) return value;
    const [source = "", flags]: readonly string[] = value;
    return new RegExp(source, flags);
  });
  return lexicon;
}
