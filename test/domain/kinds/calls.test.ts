import { describe, expect, it } from "vitest";

import { callBody } from "../../bodies.ts";
import { faultsOf, understandAs } from "../../kinds.ts";

function turnsOf(transcript: unknown): unknown {
  return understandAs("calls", callBody({ transcript })).event["transcript"];
}

function participantsOf(participants: unknown): unknown {
  return understandAs("calls", callBody({ participants })).event["participants"];
}

describe("a call", () => {
  it("is understood in the contract's own form", () => {
    const body = callBody({
      eventTimestamp: "2024-02-03T16:00:00+01:00",
      duration: "00:30:00",
      recordingUrl: "https://recorder.example/1",
      meetingPlatform: "",
      conversationId: "c-1",
    });
    expect(understandAs("calls", body)).toMatchObject({
      type: "transcript",
      occurredAt: 1_706_972_400_000,
      event: {
        eventTimestamp: "2024-02-03T15:00:00.000Z",
        eventType: "transcript",
        title: "Discovery call with Prospect",
        transcript: callBody()["transcript"],
        participants: [{ email: "sarah@company.com", name: "Sarah Johnson" }, { email: "john@prospect.com" }],
        duration: 1800,
        recordingUrl: "https://recorder.example/1",
        conversationId: "c-1",
      },
      summary: "Discovery call with Prospect (sarah@company.com, john@prospect.com)",
      warnings: [],
    });
  });

  it.each(["scheduled", "completed", "missed"])("needs no transcript when it is %s", (eventType) => {
    for (const transcript of [undefined, null, "", " ", [], "Hi", [{ text: "" }]]) {
      expect(understandAs("calls", callBody({ eventType, transcript })).type).toBe(eventType);
    }
  });

  it.each([
    [1800, 1800],
    [0, 0],
    ["1800", 1800],
    [" 90.5 ", 90.5],
    ["01:02:33", 3753],
    ["1:2:3", 3723],
    ["00:00:01.250", 1.25],
    ["00:00:01,250", 1.25],
  ])("lasts with the duration %j %d seconds", (duration, expected) => {
    expect(understandAs("calls", callBody({ duration })).event["duration"]).toBe(expected);
  });

  it("names its first participants in its summary", () => {
    const participants = ["Ann", "bob@b.example", { name: "Carl" }, "Dora", "Emil"];
    expect(understandAs("calls", callBody({ participants })).summary).toBe(
      "Discovery call with Prospect (Ann, bob@b.example, Carl +2)",
    );
  });

  it("may name nobody, with a warning", () => {
    expect(understandAs("calls", callBody({ participants: [] }))).toMatchObject({
      summary: "Discovery call with Prospect",
      warnings: [{ path: "participants", code: "empty" }],
    });
  });
});

describe("a transcript", () => {
  it("may be a text", () => {
    expect(turnsOf("Ann: Hi")).toBe("Ann: Hi");
  });

  it.each(["speaker", "speakerName", "speaker_name", "speaker_label", "name", "participant"])(
    "has its speaker under %s",
    (name) => {
      expect(turnsOf([{ [name]: "Ann", text: "Hi" }])).toEqual([{ speaker: "Ann", text: "Hi" }]);
    },
  );

  it.each(["text", "content", "sentence"])("has its text under %s", (name) => {
    expect(turnsOf([{ speaker: "Ann", [name]: "Hi" }])).toEqual([{ speaker: "Ann", text: "Hi" }]);
  });

  it.each([
    ["startTime", "endTime"],
    ["start", "end"],
    ["start_time", "end_time"],
    ["timestamp", "end"],
  ])("has its times under %s and %s", (start, end) => {
    expect(turnsOf([{ text: "Hi", [start]: "00:00:01.500", [end]: "2.25" }])).toEqual([
      { speaker: null, text: "Hi", startTime: 1.5, endTime: 2.25 },
    ]);
  });

  it.each([
    ["a speaker of null", { speaker: null, text: "Hi" }],
    ["a blank speaker", { speaker: " ", text: "Hi" }],
    ["no speaker", { text: "Hi" }],
    ["blank times", { text: "Hi", start: "", endTime: null }],
  ])("may have a turn with %s", (_case, turn) => {
    expect(turnsOf([turn])).toEqual([{ speaker: null, text: "Hi" }]);
  });

  it("takes the first name that has something, and drops the others", () => {
    expect(turnsOf([{ speaker: "", speakerName: "Ann", name: "Bob", text: null, sentence: "Hi" }])).toEqual([
      { speaker: "Ann", text: "Hi" },
    ]);
  });

  it("keeps a turn in which nothing was said, and what it does not know of a turn", () => {
    expect(turnsOf([{ text: "" }, { speaker: "Ann", text: "Hi", confidence: 0.9 }])).toEqual([
      { speaker: null, text: "" },
      { speaker: "Ann", text: "Hi", confidence: 0.9 },
    ]);
  });
});

describe("a participant", () => {
  it.each([
    [{ email: "Ann <ANN@a.example>" }, { email: "ann@a.example" }],
    [{ name: "Ann" }, { name: "Ann" }],
    [
      { email: "", name: "Ann", role: "" },
      { name: "Ann", role: "" },
    ],
    ["ann@a.example", { email: "ann@a.example" }],
    [" Ann Lee <ANN@a.example> ", { email: "ann@a.example", name: "Ann Lee" }],
    ["Ann Lee", { name: "Ann Lee" }],
    ["Ann @ Acme", { name: "Ann @ Acme" }],
  ])("is understood from %j", (participant, expected) => {
    expect(participantsOf([participant])).toEqual([expected]);
  });
});

describe("a call is refused", () => {
  it("with everything that is missing at once", () => {
    expect(faultsOf("calls", {}).map(({ path, code }) => `${path} ${code}`)).toEqual([
      "eventTimestamp missing",
      "eventType missing",
      "title missing",
      "participants missing",
      "transcript missing",
    ]);
  });

  it.each([
    [{ transcript: undefined }, "transcript", "missing"],
    [{ transcript: null }, "transcript", "missing"],
    [{ transcript: "" }, "transcript", "missing"],
    [{ transcript: " \n" }, "transcript", "missing"],
    [{ transcript: [] }, "transcript", "invalid_value"],
    [{ transcript: [{ speaker: "Ann", text: " " }] }, "transcript", "invalid_value"],
    [{ transcript: {} }, "transcript", "invalid_type"],
    [{ transcript: 5 }, "transcript", "invalid_type"],
    [{ transcript: ["Hi"] }, "transcript[0]", "invalid_type"],
    [{ transcript: [{ text: "Hi" }, { speaker: "Ann" }] }, "transcript[1].text", "missing"],
    [{ transcript: [{ text: 5 }] }, "transcript[0].text", "invalid_type"],
    [{ transcript: [{ text: "Hi", speaker: 5 }] }, "transcript[0].speaker", "invalid_type"],
    [{ transcript: [{ text: "Hi", startTime: "soon" }] }, "transcript[0].startTime", "invalid_value"],
    [{ transcript: [{ text: "Hi", endTime: -1 }] }, "transcript[0].endTime", "invalid_value"],
    [{ title: " " }, "title", "missing"],
    [{ participants: null }, "participants", "missing"],
    [{ participants: "Ann" }, "participants", "invalid_type"],
    [{ participants: [{}] }, "participants[0]", "missing"],
    [{ participants: [{ email: "", name: null }] }, "participants[0]", "missing"],
    [{ participants: [{ email: "ann" }] }, "participants[0].email", "invalid_value"],
    [{ participants: ["Ann", { email: 5 }] }, "participants[1].email", "invalid_type"],
    [{ participants: ["Ann", ""] }, "participants[1]", "invalid_type"],
    [{ participants: ["Ann", " "] }, "participants[1]", "invalid_type"],
    [{ participants: [null] }, "participants[0]", "invalid_type"],
    [{ duration: "half an hour" }, "duration", "invalid_value"],
    [{ duration: -1 }, "duration", "invalid_value"],
    [{ duration: Infinity }, "duration", "invalid_value"],
    [{ duration: "00:61:00" }, "duration", "invalid_value"],
    [{ duration: [] }, "duration", "invalid_type"],
    [{ recordingUrl: 5 }, "recordingUrl", "invalid_type"],
  ])("with %j at %s as %s", (overrides, path, code) => {
    expect(faultsOf("calls", callBody(overrides))).toMatchObject([{ path, code }]);
  });
});
