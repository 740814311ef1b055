import { describe, expect, it } from "vitest";

import { understandText } from "../../../src/domain/understand.ts";
import { callBody, crmBody, emailBody } from "../../bodies.ts";
import { faultsOf, kindOf, meaningOf } from "../../kinds.ts";

const MIB = 1_048_576;

function faultsIn(kind: string, body: unknown) {
  return faultsOf(kind, body, false);
}

/** What is read of a body as it comes. */
function read(kind: string, text: string) {
  return understandText(kindOf(kind), text, { isStrict: false });
}

describe("what has two plausible readings, or none, is refused with the mend", () => {
  it.each([
    ["emails", emailBody({ eventTimestamp: "03/04/2024" }), "eventTimestamp", "which is the day"],
    ["emails", emailBody({ eventTimestamp: "31.12.2024 10:30" }), "eventTimestamp", "which is the day"],
    ["emails", emailBody({ eventTimestamp: 1 }), "eventTimestamp", "10 digits"],
    ["emails", emailBody({ eventTimestamp: 2_024_020_310 }), "eventTimestamp", "10 digits"],
    ["emails", emailBody({ eventTimestamp: "20240203" }), "eventTimestamp", "10 digits"],
    ["crm", crmBody({ closeDate: "1/2/24" }), "closeDate", "which is the day"],
    ["emails", emailBody({ eventType: "snet" }), "eventType", "did you mean sent?"],
    ["emails", emailBody({ eventType: "Unsubscirbed" }), "eventType", "did you mean unsubscribed?"],
    ["calls", callBody({ eventType: "Closed Won" }), "eventType", "send it to …/crm"],
    ["emails", [], "", "send one event"],
    ["emails", [emailBody(), emailBody()], "", "POST /api/v2/event/import"],
  ])("%s %j at %s: %s", (kind, body, path, hint) => {
    expect(faultsIn(kind, body)).toMatchObject([{ path, hint: expect.stringContaining(hint) }]);
  });

  it.each([
    ["calls", { participants: "Ann, Bo" }, "participants", "invalid_type"],
    ["emails", { to: "Ann, ann@x.com" }, "to", "invalid_type"],
    ["emails", { to: "Ann" }, "to", "invalid_type"],
    ["emails", { from: "a@x.com, b@y.com" }, "from", "invalid_type"],
    ["emails", { customMetadata: "[1]" }, "customMetadata", "invalid_type"],
    ["emails", { to: "null" }, "to", "invalid_type"],
    ["emails", { eventType: "delivered" }, "eventType", "invalid_value"],
    ["emails", { eventType: "__proto__" }, "eventType", "invalid_value"],
    ["emails", { eventType: "constructor" }, "eventType", "invalid_value"],
    ["crm", { amount: "about 5" }, "amount", "invalid_value"],
    ["crm", { amount: "12,50,00" }, "amount", "invalid_value"],
    ["crm", { amount: "XYZ 5" }, "amount", "invalid_value"],
    ["crm", { amount: "1e5000" }, "amount", "invalid_value"],
    ["calls", { duration: "$5" }, "duration", "invalid_value"],
    ["calls", { duration: "half an hour" }, "duration", "invalid_value"],
  ] as const)("%s with %j at %j as %s", (kind, overrides, path, code) => {
    const build = { emails: emailBody, calls: callBody, crm: crmBody }[kind];
    const body = build(overrides);
    expect(faultsIn(kind, body)).toMatchObject([{ path, code }]);
  });

  it("as are dotted names that contradict another field, in a body that is no event without them", () => {
    const { subject: _subject, ...body } = emailBody();
    const twice = {
      ...body,
      to: "a@x.com",
      "to[0].email": "b@y.com",
      "body.text": "Hi",
      "body.text.x": "Ho",
    };
    expect(faultsIn("emails", twice)).toMatchObject([
      { path: "to", code: "invalid_value", hint: "send one of the two" },
      { path: "body" },
    ]);
    const { body: _said, ...bodiless } = body;
    expect(faultsIn("emails", { ...bodiless, "body.text": "Hi", "body.text.x": "Ho" })).toMatchObject([
      { path: "body.text.x", message: "body.text.x stands beside another that says otherwise" },
    ]);
  });

  it("save in an event as it stands, where they are the sender's own fields", () => {
    const { to } = emailBody();
    const flat = { "to[0].email": "b@y.com", "from.email": "c@z.com" };
    const { understood } = meaningOf("emails", { ...emailBody(), ...flat });
    expect(understood.event).toMatchObject({ to, ...flat });
    expect(understood.warnings).toEqual([]);
  });
});

describe("what stays as it is", () => {
  it.each([
    ["a text", "We met and talked."],
    ["a text with one colon", "Note: nobody came"],
    ["JSON that holds no turns", '[{"a":1}]'],
    ["JSON in which nothing is said", '[{"text":" "}]'],
    ["an arrow", "a --> b"],
    ["WebVTT without a cue", "WEBVTT\n\nNOTE x"],
  ])("is a transcript of %s", (_what, transcript) => {
    const { understood } = meaningOf("calls", callBody({ transcript }));
    expect(understood.event["transcript"]).toBe(transcript);
    expect(understood.warnings).toEqual([]);
  });

  it("is a text of JSON that holds no message", () => {
    const { event } = meaningOf("emails", emailBody({ body: "{}" })).understood;
    expect(event["body"]).toEqual({ text: "{}" });
  });

  it("is a currency that the sender names", () => {
    const { event } = meaningOf("crm", crmBody({ amount: "€ 5,50", currency: "CHF" })).understood;
    expect(event).toMatchObject({ amount: 5.5, currency: "CHF" });
  });

  it("is somebody of whom a placeholder is all that is known", () => {
    const { event } = meaningOf("calls", callBody({ participants: [{ name: "N/A" }] })).understood;
    expect(event["participants"]).toEqual([{ name: "N/A" }]);
  });

  it("is an amount that may be two, out of what is counted", () => {
    const { understood } = meaningOf("crm", crmBody({ amount: "12,500" }));
    expect(understood.event["amount"]).toBe("12,500");
    expect(understood.summary).not.toContain("12,500");
  });
});

function dotted(name: (n: number) => string): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: MIB / 24 }, (_none, n) => [name(n), 1])));
}

function long(unit: string): string {
  return unit.repeat(Math.floor(1_000_000 / unit.length));
}

describe("a hostile body", () => {
  it.each([
    ["a mebibyte of dotted names", dotted((n) => `to[${n}].email`)],
    ["a mebibyte of names without a root", dotted((n) => `x${n}.y.z`)],
    ["a mebibyte of one deep name", `{"from${".a".repeat(500_000)}":1}`],
    ["a mebibyte of brackets", `{"from${"[".repeat(1_000_000)}":1}`],
    ["a mebibyte of ampersands", `a=${"&".repeat(1_000_000)}`],
    ["a mebibyte of form fields", `a=1${"&a=1".repeat(250_000)}`],
    [
      "a mebibyte of different form fields",
      Array.from({ length: 90_000 }, (_none, n) => `to[${n}]=a`).join("&"),
    ],
    ["a mebibyte of percent signs", `a=${"%".repeat(1_000_000)}`],
    ["a mebibyte of lists of one", `${"[".repeat(500_000)}${"]".repeat(500_000)}`],
    ["a mebibyte of equal signs", "=".repeat(1_000_000)],
    ["a mebibyte of quotes in quotes", JSON.stringify(JSON.stringify('"'.repeat(200_000)))],
  ])("that is %s is refused soon", (_what, text) => {
    expect(read("emails", text).ok).toBe(false);
  });

  it.each([",", ";", "<", ">", '"', "a@b,", "a,", "<a@b.c>", " ", "[", '{"a":', '"'])(
    "with a mebibyte of %j for everybody comes to an end",
    (unit) => {
      for (const body of [
        emailBody({ to: long(unit), from: long(unit) }),
        callBody({ participants: long(unit) }),
      ]) {
        const text = JSON.stringify(body);
        expect(() => read("participants" in body ? "calls" : "emails", text)).not.toThrow();
      }
    },
  );

  it.each([
    "WEBVTT\n\n",
    "\n",
    "-->",
    "<v ",
    "<v A>",
    "00:00:01,000 --> 00:00:02,000\n",
    "1\n00:00:01,000 --> 00:00:02,000\nx\n",
    "A: b\n",
    "&lt;",
    "\r",
    "<",
    "00:",
    "A: ",
    " ",
  ])("with a mebibyte of %j for a transcript comes to an end", (unit) => {
    for (const lead of ["", "WEBVTT\n\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n"]) {
      const text = JSON.stringify(callBody({ transcript: lead + long(unit) }));
      expect(() => read("calls", text)).not.toThrow();
    }
  });

  it("with a number of digits without end, or a word for a type, comes to an end", () => {
    for (const unit of ["1", "1,", "1.", " ", "$", "a", "A", "_"]) {
      const text = long(unit);
      const body = crmBody({ amount: text, eventType: text, closeDate: text });
      expect(read("crm", JSON.stringify(body)).ok).toBe(false);
    }
  });

  it("makes no more than a hundred warnings", () => {
    const to = Array.from({ length: 5_000 }, () => ({ email: "a@b.c", name: "N/A" }));
    expect(meaningOf("emails", emailBody({ to })).understood.warnings).toHaveLength(100);
  });

  it.each(["__proto__", "constructor", "prototype"])("reaches no prototype by a path with %s", (name) => {
    const { from: _from, ...body } = emailBody();
    const flat = [`from.${name}.polluted`, `from[${name}][polluted]`, `${name}.polluted`, `from.${name}`];
    const text = JSON.stringify(body).replace(
      /\}$/,
      flat.map((path) => `,"${path}":"yes"`).join("") + ',"from.email":"a@b.c"}',
    );
    const reading = read("emails", text);
    if (!reading.ok) throw new Error("the body was refused");
    expect(reading.meaning.understood.event["from"]).toEqual({ email: "a@b.c" });
    expect(read("emails", flat.map((path) => `${path}=yes`).join("&")).ok).toBe(false);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
