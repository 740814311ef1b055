import type { Lexicon } from "../domain/lexicon.ts";
import { QUOTATION_SIGNS } from "./quotation.ts";
import { REPLY_KIND_SIGNS } from "./reply-kind.ts";
import { SIGNATURE_SIGNS } from "./signature.ts";

/** What `src/assets/lexicon.json` is made of. */
export const LEXICON: Lexicon = {
  quotation: QUOTATION_SIGNS,
  signature: SIGNATURE_SIGNS,
  replyKind: REPLY_KIND_SIGNS,
};
