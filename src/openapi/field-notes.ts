import { isJsonObject, type JsonObject } from "../domain/json.ts";

/** What fields of an event mean, where their schemas say no more than what they may hold. By their names. */
export const FIELD_NOTES: Readonly<Record<string, string>> = {
  eventTimestamp: "when it happened, in ISO 8601; without a zone it is read as UTC",
  subject: 'the subject, "" where there is none',
  title: "what the call is called",
  eventId: "your own id of the event: with it the identity does not hang on the content",
  conversationId: "your id of the thread that it belongs to",
  campaignId: "your id of the campaign that it belongs to",
  campaignName: "the campaign's name",
  octaveRequestId: "as Octave's own senders set it; kept",
  customMetadata: "an object of your own; kept as it is",
  recordingUrl: "where the recording is",
  meetingPlatform: "like Zoom or Google Meet",
  duration: "how long it took: seconds like 1800, or HH:MM:SS",
  stage: "the opportunity's stage in the CRM",
  accountName: "the company that it is with",
  contactName: "the contact's name",
  messageType: "the network's own word for it",
  cc: "like to",
  bcc: "like to",
};

/** The same for parameters and for the fields of orders. */
export const ORDER_NOTES: Readonly<Record<string, string>> = {
  limit: "how many a page has; above 100 counts as 100",
  offset: "how many to leave out; to go further than 10,000 use cursor",
  cursor: "the nextCursor of the page before",
  processingStatus: "only events that stand so",
  code: "only refusals with this code",
  kind: "only events of this kind",
  keyOId: "a key's id like key_0123…",
  open: "true for those that were not sent again yet",
  dryRun: "true to be told what would happen; nothing is changed",
  filter: "which, in the place of their ids; `{}` takes all that there are",
  eventTypes: "only these types, as event/list names them",
  eventCategories: "only these categories, as event/list names them",
  rejectionOIds: "which, 1 to 50",
  body: "a mended body in the place of the one that was refused",
  suppress: "false to take events of the person again",
  strict: "true to take events in the described forms only; other forms are then refused",
  allowQuery: "whether the key may come as a query parameter",
};

/** The schema of an object with the notes on its fields, at every depth. `override` for those that say something already. */
export function withNotes(
  schema: JsonObject,
  notes: Readonly<Record<string, string>>,
  override: boolean,
): JsonObject {
  if (!isJsonObject(schema["properties"])) return schema;
  const properties = Object.entries(schema["properties"]).map(([name, property]) => {
    if (!isJsonObject(property)) return [name, property];
    const inner = withNotes(property, notes, override);
    const note = notes[name];
    const isNoted = note !== undefined && (override || inner["description"] === undefined);
    return [name, isNoted ? { ...inner, description: note } : inner];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}
