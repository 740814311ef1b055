import { readBody } from "../http/body.ts";
import type { AppContext } from "../http/context.ts";
import { type Failure, toProblem } from "../http/problem.ts";
import { visible } from "./elements.ts";
import type { Slots } from "./fragment.ts";
import { answerFragment } from "./page.ts";

/** A page with a form: after a failure, with what was wrong. */
export function answerForm(c: AppContext, name: string, slots: Slots, failure?: Failure): Promise<Response> {
  return failure === undefined
    ? answerFragment(c, name, slots)
    : answerFragment(c, name, { ...slots, reason: visible(toProblem(failure).message) }, 400);
}

/** The fields of a form that was sent; of one that is too large or no text none. */
export async function readForm(c: AppContext): Promise<URLSearchParams> {
  const body = await readBody(c.req.raw);
  return new URLSearchParams(body.ok ? body.text : "");
}
