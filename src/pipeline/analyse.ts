import type { Company, Facts } from "../domain/facts.ts";
import { understandStored } from "../domain/understand.ts";
import { htmlToText } from "./html-text.ts";

/** What a stored event comes to. Throws when this version does not understand it any more. */
export async function analyse(
  {
    kind,
    isStrict,
    company,
  }: { readonly kind: string; readonly isStrict: boolean; readonly company: Company },
  body: string,
): Promise<Facts> {
  const understood = understandStored(kind, body, isStrict)?.understood;
  if (understood === undefined) throw new Error("the stored body is not understood");
  const text = understood.html === null ? null : await htmlToText(understood.html);
  return understood.facts(text, company);
}
