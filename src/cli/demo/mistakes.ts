/** A body that is refused on the path of its kind. */
export type Mistake = { readonly kind: string; readonly text: string };

const PERSON = { email: "jonas.keller@acme-cloud.example", name: "Jonas Keller" };
const CONTACT = { email: "ines.vogel@stonegate-energy.example" };

function toMistake(kind: string, body: object): Mistake {
  return { kind, text: JSON.stringify(body) };
}

/** What goes wrong in flows: fields left out, words mistaken, templates not filled in. */
export function makeMistakes(at: number): readonly Mistake[] {
  const eventTimestamp = new Date(at).toISOString();
  const mail = {
    eventTimestamp,
    eventType: "sent",
    body: { text: "Hello Ines" },
    from: PERSON,
    to: [CONTACT],
  };
  const call = { eventTimestamp, eventType: "transcript", title: "First call", participants: [PERSON] };
  const stage = { eventTimestamp, eventType: "deal_won", opportunityName: "Stonegate: managed hosting" };
  return [
    toMistake("emails", mail),
    toMistake("emails", { ...mail, subject: "Peak season", to: [{ email: "Ines Vogel" }] }),
    toMistake("emails", { ...mail, subject: "Peak season", eventTimestamp: "03/04/26 10:15" }),
    { kind: "emails", text: '{"eventType": "sent", "subject": "Peak season", "body": {"text": }' },
    toMistake("calls", { ...call, transcript: [] }),
    toMistake("calls", { ...call, eventType: "ended" }),
    toMistake("crm", { ...stage, opportunityId: "undefined" }),
    toMistake("social", { eventTimestamp, eventType: "message_sent", from: PERSON, to: [CONTACT] }),
  ];
}
