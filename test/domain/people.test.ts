import { describe, expect, it } from "vitest";

import { callBody, crmBody, emailBody, socialBody } from "../bodies.ts";
import { understandAs } from "../kinds.ts";

function peopleOf(kind: string, body: unknown) {
  return understandAs(kind, body).people();
}

const ANN = "ann@prospect.example";
const BOB = "bob@own.example";

describe("the people on an email", () => {
  it.each([
    ["sent", "own", "counterpart"],
    ["opened", "own", "counterpart"],
    ["reply", "counterpart", "own"],
  ])("are, when it is %s, from: %s and to: %s", (eventType, from, to) => {
    const body = emailBody({ eventType, from: { email: BOB, name: "Bob" }, to: [{ email: ANN }] });
    expect(peopleOf("emails", body)).toEqual([
      { address: BOB, names: ["Bob"], side: from, places: [["from"]] },
      { address: ANN, names: [], side: to, places: [["to", 0]] },
    ]);
  });

  it("are also those who got a copy", () => {
    const body = emailBody({
      eventType: "reply",
      cc: [{ email: "c@c.example" }],
      bcc: [{ email: "d@d.example" }],
    });
    expect(peopleOf("emails", body).slice(2)).toEqual([
      { address: "c@c.example", names: [], side: "counterpart", places: [["cc", 0]] },
      { address: "d@d.example", names: [], side: "counterpart", places: [["bcc", 0]] },
    ]);
  });

  it("have the name before their address, and are known by the address in canonical form", () => {
    const body = emailBody({ to: [{ email: '"Archer, Ann" <ANN@Prospect.example>', name: "Ann" }] });
    expect(peopleOf("emails", body)[1]).toMatchObject({ address: ANN, names: ["Ann", "Archer, Ann"] });
  });

  it.each([ANN, "null", " ", "erased-4", `<${ANN}>`])("are not called %j", (name) => {
    expect(peopleOf("emails", emailBody({ to: [{ email: ANN, name }] }))[1]).toMatchObject({ names: [] });
  });
});

describe("the people on a call", () => {
  it("are its participants, of whom nobody says which side they are on", () => {
    const participants = [`Ann Archer <${ANN}>`, "Carl", { name: "Dora" }, { email: BOB, name: "Bob" }];
    expect(peopleOf("calls", callBody({ participants }))).toEqual([
      { address: ANN, names: ["Ann Archer"], side: "unknown", places: [["participants", 0]] },
      { address: null, names: ["Carl"], side: "unknown", places: [["participants", 1]] },
      { address: null, names: ["Dora"], side: "unknown", places: [["participants", 2]] },
      { address: BOB, names: ["Bob"], side: "unknown", places: [["participants", 3]] },
    ]);
  });
});

describe("the people on a CRM change", () => {
  it("are the contact, and the account as one more counterpart", () => {
    const body = crmBody({
      contactEmail: `A. Archer <${ANN}>`,
      contactName: "Ann Archer",
      accountName: "Prospect",
    });
    expect(peopleOf("crm", body)).toEqual([
      {
        address: ANN,
        names: ["Ann Archer", "A. Archer"],
        side: "counterpart",
        places: [["contactEmail"], ["contactName"]],
      },
      { address: null, names: [], side: "counterpart", places: [] },
    ]);
  });

  it("are none without a contact and an account", () => {
    expect(peopleOf("crm", crmBody())).toEqual([]);
  });
});

describe("the people on a social event", () => {
  it.each([
    ["message_sent", "own", "counterpart"],
    ["connection_sent", "own", "counterpart"],
    ["message_received", "counterpart", "own"],
    ["connection_accepted", "counterpart", "own"],
  ])("are, when it is a %s, from: %s and to: %s", (eventType, from, to) => {
    const body = socialBody({
      eventType,
      from: "https://s.example/in/bob",
      to: [{ name: "Ann", profileUrl: "https://s.example/in/ann" }],
    });
    expect(peopleOf("social", body)).toEqual([
      { address: null, names: ["https://s.example/in/bob"], side: from, places: [["from"]] },
      { address: null, names: ["Ann", "https://s.example/in/ann"], side: to, places: [["to", 0]] },
    ]);
  });
});
