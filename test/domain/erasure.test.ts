import { describe, expect, it } from "vitest";

import { createEraser, namesOf } from "../../src/domain/erasure.ts";
import { understandStored } from "../../src/domain/understand.ts";
import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";

const ANN = "ann@prospect.example";
const BOB = "bob@prospect.example";
const OWN = "sarah@company.com";
const PROFILE = "https://social.example/in/ann";

const NAMES = ["Ann Archer", PROFILE];

function erase(kind: string, body: unknown, names: readonly string[] = NAMES) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return createEraser({ address: ANN, names }, "erased-3")(kind, text, false);
}

/** The redacted body, which must be understood and have nothing left to erase. */
function redacted(kind: string, body: unknown, names: readonly string[] = NAMES): unknown {
  const erasure = erase(kind, body, names);
  if (erasure.outcome !== "redact") throw new Error(`it is ${erasure.outcome}`);
  expect(understandStored(kind, erasure.body, false)).not.toBeNull();
  expect(erase(kind, erasure.body, names)).toEqual({ outcome: "untouched" });
  return JSON.parse(erasure.body);
}

/** What becomes of a text in an email on which the subject is one of two. */
function textIn(text: string, names: readonly string[] = NAMES): unknown {
  const to = [{ email: ANN }, { email: BOB }];
  return Object(redacted("emails", emailBody({ to, body: { text } }), names)).body.text;
}

describe("an event is deleted when the erased person", () => {
  it.each([
    ["is the only one an email went to", "emails", emailBody({ to: [{ email: ANN }] })],
    ["is named twice", "emails", emailBody({ to: [{ email: ANN }], cc: [{ email: `Ann <${ANN}>` }] })],
    [
      "wrote the reply",
      "emails",
      emailBody({ eventType: "reply", from: { email: ANN }, to: [{ email: OWN }] }),
    ],
    ["opened an email", "emails", emailBody({ eventType: "opened", to: [{ email: ANN }] })],
    ["was spoken to by one other", "calls", callBody({ participants: [{ email: OWN }, { email: ANN }] })],
    ["is the only one on a call", "calls", callBody({ participants: [ANN] })],
    ["is named by address and by name", "calls", callBody({ participants: [ANN, "Ann Archer", OWN] })],
    ["is the contact of no account", "crm", crmBody({ contactEmail: ANN })],
    ["got a message", "social", socialBody({ to: [{ email: ANN }] })],
    ["got a message under the profile", "social", socialBody({ to: [`${PROFILE}/`] })],
    [
      "wrote the message",
      "social",
      socialBody({ eventType: "message_received", from: { email: ANN }, to: [] }),
    ],
    ["is the last who was not erased", "emails", emailBody({ to: [{ email: "erased-1" }, { email: ANN }] })],
  ])("%s", (_case, kind, body) => {
    expect(erase(kind, body)).toEqual({ outcome: "delete" });
  });
});

describe("an event is kept without the erased person's address and names", () => {
  it.each([
    ["who is on the own side", "emails", emailBody({ from: { email: ANN } })],
    ["to whom the reply was", "emails", emailBody({ eventType: "reply", to: [{ email: ANN }] })],
    ["who was one of two recipients", "emails", emailBody({ to: [{ email: ANN }, { email: BOB }] })],
    ["who got a copy", "emails", emailBody({ cc: [{ email: ANN }] })],
    ["who was on a call with two others", "calls", callBody({ participants: [OWN, ANN, "Carl"] })],
    ["who is an account's contact", "crm", crmBody({ contactEmail: ANN, accountName: "Prospect" })],
    ["who is only mentioned", "crm", crmBody({ opportunityName: `For ${ANN}` })],
    ["who is known by name only", "social", socialBody({ to: [{ name: "Ann Archer" }] })],
  ])("%s", (_case, kind, body) => {
    expect(JSON.stringify(redacted(kind, body))).not.toMatch(/ann@|archer/i);
  });

  it("and its other letters stay as they were sent", () => {
    const body = `{ "eventTimestamp":"2024-02-10T09:00:00Z",\t"eventType" : "deal_won","opportunityId": 123, "n": 1.0e400,
      "opportunityName":"\\u0041 deal \\/ with Ann Archer", "x": 12345678901234567890, "x": [ ], "y":"\\u00e9"}`;
    expect(erase("crm", body)).toEqual({
      outcome: "redact",
      body: body.replace('"\\u0041 deal \\/ with Ann Archer"', '"A deal / with erased-3"'),
    });
  });

  it("with the token for all that its person object says", () => {
    const person = {
      email: `Ann <${ANN}>`,
      name: "A. A.",
      phone: 15551234567,
      tags: ["CEO"],
      note: "",
      isHost: true,
    };
    expect(
      redacted("calls", callBody({ participants: [OWN, "Carl", person], transcript: "Hi" })),
    ).toMatchObject({
      participants: [
        OWN,
        "Carl",
        {
          email: "erased-3",
          name: "erased-3",
          phone: "erased-3",
          tags: ["erased-3"],
          note: "",
          isHost: true,
        },
      ],
    });
  });

  it("by the names, too, that only this event knows", () => {
    const body = emailBody({
      to: [{ email: ANN, name: "Annie Archer" }, { email: BOB }],
      body: { text: "Dear Annie" },
    });
    expect(redacted("emails", body, [])).toMatchObject({ body: { text: "Dear erased-3" } });
  });

  it("in the names of fields that are not the contract's", () => {
    const customMetadata = { [ANN]: 1, "Score of Ann Archer": { Ann: 2, ann: 3 }, Annual: 4 };
    expect(redacted("crm", crmBody({ customMetadata }))).toMatchObject({
      customMetadata: { "erased-3": 1, "Score of erased-3": { "erased-3": 2, ann: 3 }, Annual: 4 },
    });
  });

  it("and with all fields of the contract, also where the person is called like one", () => {
    const names = ["Subject Body", "Reply", "Text", "eventType"];
    const body = emailBody({ eventType: "reply", from: { email: BOB }, to: [{ email: ANN, name: "Reply" }] });
    expect(redacted("emails", body, names)).toMatchObject({
      ...body,
      to: [{ email: "erased-3", name: "erased-3" }],
    });
  });

  it("while those of others stay, also where they share a word", () => {
    const to = [
      { email: ANN, name: "Ann Archer" },
      { email: BOB, name: "Bob Archer" },
      { email: "x.archer@Archer.example" },
    ];
    const body = emailBody({ to, body: { text: "Dear Ann, dear Bob Archer, dear Ann Archer" } });
    expect(redacted("emails", body)).toMatchObject({
      to: [
        { email: "erased-3", name: "erased-3" },
        { email: BOB, name: "Bob Archer" },
        { email: "x.archer@Archer.example" },
      ],
      body: { text: "Dear erased-3, dear Bob Archer, dear erased-3" },
    });
  });
});

describe("an event stays as it is", () => {
  it.each([
    ["that says nothing of the person", emailBody()],
    ["with only a first name", emailBody({ body: { text: "Hi Ann" } })],
    ["with a longer address", emailBody({ to: [{ email: `jo${ANN}` }] })],
    ["with a longer profile", emailBody({ body: { text: `${PROFILE}-baker` } })],
    [
      "with somebody of the same name who has an address",
      emailBody({ to: [{ email: BOB, name: "Ann Archer" }] }),
    ],
  ])("%s", (_case, body) => {
    expect(erase("emails", body)).toEqual({ outcome: "untouched" });
  });
});

describe("a body that is no valid event", () => {
  it("is redacted where it is JSON", () => {
    expect(erase("emails", { to: ANN, list: [`x ${ANN} y`] })).toEqual({
      outcome: "redact",
      body: '{"to":"erased-3","list":["x erased-3 y"]}',
    });
    expect(erase("tasks", [ANN])).toEqual({ outcome: "redact", body: '["erased-3"]' });
  });

  it("is redacted however deeply it is nested", () => {
    const deep = "[".repeat(100_000) + JSON.stringify(ANN) + "]".repeat(100_000);
    expect(erase("emails", deep)).toEqual({ outcome: "redact", body: deep.replace(ANN, "erased-3") });
  });

  it("is deleted where it is no JSON", () => {
    expect(erase("emails", `{"to": "${ANN}"`)).toEqual({ outcome: "delete" });
  });
});

describe("in texts", () => {
  it.each([
    ["Ann Archer <ann@prospect.example> wrote", "erased-3 <erased-3> wrote"],
    ["ANN ARCHER, ann archer, Ann\n  Archer, Ann\u00a0Archer", "erased-3, erased-3, erased-3, erased-3"],
    ["Archer, Ann; Archer,Ann", "erased-3; erased-3"],
    ["Ann's car, Archer’s boat, (Ann)", "erased-3's car, erased-3’s boat, (erased-3)"],
    ["an annual Annex; ann and archer", "an annual Annex; ann and archer"],
    ["https://cal.example/Ann_Archer?u=ann-archer", "https://cal.example/erased-3?u=erased-3"],
    ["?n=Ann+Archer&m=Ann%20Archer&e=ann%2540prospect.example", "?n=erased-3&m=erased-3&e=erased-3"],
    [`<a href="${PROFILE}">Ann&nbsp;Archer</a>`, '<a href="erased-3">erased-3</a>'],
    ["social.example/in/ann?x=1 and www.social.example/in/ann/", "erased-3?x=1 and erased-3"],
    [String.raw`{"a":"Hi\nAnn","b":"\u0041rcher"}`, String.raw`{"a":"Hi\nerased-3","b":"erased-3"}`],
    ["@Ann Archer, ann.archer@other.example", "@erased-3, ann.archer@other.example"],
    ["Ann/ann@prospect.example", "erased-3/erased-3"],
  ])("%s becomes %s", (text, expected) => {
    expect(textIn(text)).toBe(expected);
  });

  it.each([
    ["Will Smith", "Will will. will smith will, WILL.", "erased-3 will. erased-3 will, erased-3."],
    ["will smith", "Will and will", "erased-3 and erased-3"],
    ["Ludwig van Beethoven", "a van; Beethoven; Ludwig Beethoven", "a van; erased-3; erased-3"],
    ["van Gogh, Vincent", "Vincent van Gogh; van Gogh, Vincent", "erased-3; erased-3"],
    ["J. R. Archer", "R. is J. R. Archer or Archer", "R. is erased-3 or erased-3"],
    ["Dr. Ann Archer, PhD", "Dr. Archer, a PhD; Ann Archer", "Dr. erased-3, a PhD; erased-3"],
    ["Ann from Acme", "Mail from Ann", "Mail from erased-3"],
    ["Iris", "Iris sees an iris", "erased-3 sees an iris"],
    ["Jo", "Jo and Joe", "erased-3 and Joe"],
    ["X", "X and x", "X and x"],
    [
      "Jörg Müller",
      "Jo\u0308rg Mu\u0308ller, J&ouml;rg! M%C3%BCller! J\\u00f6rg",
      "erased-3, erased-3! erased-3! erased-3",
    ],
    ["Jo\u0308rg Mu\u0308ller", "JÖRG MÜLLER, Jörg", "erased-3, erased-3"],
    ["Ann (A+) [x] $Archer*", "Ann (A+) [x] $Archer*. Ann Archer", "erased-3*. erased-3"],
    ["Sinéad O'Brien-Smith", "Sinéad O’Brien‑Smith and O'Brien-Smith", "erased-3 and erased-3"],
    ["דנה כהן", "שלום \u200fדנה כהן\u200f, דנה!", "שלום \u200ferased-3\u200f, erased-3!"],
    ["王 小芳", "王小芳您好，小芳", "erased-3您好，erased-3"],
    ["田中太郎", "田中太郎さん", "erased-3さん"],
    ["İnci Şahin", "İNCİ ŞAHİN, İnci", "erased-3, erased-3"],
    ["Erased 3", "erased-3 and Erased", "erased-3 and Erased"],
  ])("someone called %s: %s becomes %s", (name, text, expected) => {
    expect(textIn(text, [name])).toBe(expected);
  });
});

describe("a mebibyte made to be slow", () => {
  const to = [{ email: ANN }, { email: BOB }];
  it.each([
    [
      "names of the person",
      emailBody({
        to: [
          ...Array.from({ length: 20_000 }, (_item, n) => ({ email: ANN, name: `N${n}x` })),
          { email: BOB },
        ],
      }),
    ],
    ["first names", emailBody({ to, body: { text: "Ann.".repeat(250_000) } })],
    ["escapes", emailBody({ to, body: { text: "%41".repeat(300_000) } })],
    ["addresses", emailBody({ to, body: { text: `Ann+${ANN} `.repeat(40_000) } })],
    ["space", emailBody({ to, body: { text: `Ann${" ".repeat(1_000_000)}Archer` } })],
    ["lines", callBody({ participants: [ANN, BOB, OWN], transcript: "Ann: a\n".repeat(120_000) })],
    ["a line", callBody({ participants: [ANN, BOB, OWN], transcript: `a${" ".repeat(1_000_000)}b` })],
    [
      "turns",
      callBody({
        participants: [ANN, BOB, OWN],
        transcript: Array.from({ length: 20_000 }, (_item, n) => ({ speaker: `N${n}`, text: "" })).concat({
          speaker: "Ann",
          text: "Hi",
        }),
      }),
    ],
  ])("of %s comes to an end, redacted", (_of, body) => {
    expect(erase(body["title"] === undefined ? "emails" : "calls", body).outcome).toBe("redact");
  });
});

describe("the names of an address", () => {
  it.each([
    [
      "emails",
      emailBody({ cc: [{ email: `"Archer, Ann" <${ANN}>`, name: "Annie" }] }),
      ["Annie", "Archer, Ann"],
    ],
    ["calls", callBody({ participants: [`Ann Archer <${ANN}>`, "Carl"] }), ["Ann Archer"]],
    ["crm", crmBody({ contactEmail: ANN, contactName: "Ann", accountName: "Prospect" }), ["Ann"]],
    ["social", socialBody({ from: { email: ANN, name: "Ann", profileUrl: PROFILE } }), ["Ann", PROFILE]],
    ["emails", emailBody({ body: { text: `Ann Archer <${ANN}>` } }), []],
    ["emails", { to: ANN }, []],
  ])("are, in %s, those of the person who has it", (kind, body, names) => {
    expect(namesOf(kind, JSON.stringify(body), false, ANN)).toEqual(names);
  });
});
