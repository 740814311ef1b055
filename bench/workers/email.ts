import * as v from "valibot";

/** As much of an email as the references look at. */
export const emailSchema = v.object({
  eventTimestamp: v.string(),
  eventType: v.string(),
  eventId: v.string(),
  subject: v.string(),
  from: v.object({ email: v.string() }),
  to: v.tuple([v.object({ email: v.string() })]),
});

export type Email = v.InferOutput<typeof emailSchema>;

/** As Touchlog summarizes an email. */
export function summarize({ from, to: [recipient], subject }: Email): string {
  return `${from.email} → ${recipient.email}: ${subject}`;
}
