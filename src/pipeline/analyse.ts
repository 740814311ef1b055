import type { Company, Facts } from "../domain/facts.ts";
import { readReply } from "../domain/reply.ts";
import { understandStored } from "../domain/understand.ts";
import { htmlToText } from "./html-text.ts";
import type { LexiconSource } from "./lexicon.ts";

/**
 * What a stored event comes to. Throws when this version does not understand it any more, and Unavailable while a reply
 * can't be read.
 */
export async function analyse(
  getLexicon: LexiconSource,
  {
    kind,
    isStrict,
    company,
  }: { readonly kind: string; readonly isStrict: boolean; readonly company: Company },
  body: string,
): Promise<Facts> {
  const understood = understandStored(kind, body, isStrict)?.understood;
  if (understood === undefined) throw new Error("the stored body is not understood");
  const { reply } = understood;
  if (reply === null) return understood.facts(null, company);
  const text = reply.text ?? (reply.html === null ? null : await htmlToText(reply.html));
  return understood.facts(readReply(await getLexicon(), { ...reply, text }), company);
}
