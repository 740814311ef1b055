import { callBody, crmBody, emailBody, socialBody } from "./bodies.ts";

/** Something that senders do, with what becomes of it. */
export type Quirk = {
  readonly row: string;
  readonly kind: string;
  /** A text is a body as it comes, anything else is sent as JSON. */
  readonly body: unknown;
  /** What the event has of it. */
  readonly event: object;
  /** Code and path of each warning. */
  readonly warnings: readonly string[];
};

const SENT = emailBody();
const PEOPLE = [{ email: "a@x.com" }, { email: "b@y.com", name: "Ann Lee" }];

function withoutField(body: Readonly<Record<string, unknown>>, ...names: readonly string[]) {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

/** One row for each form of each quirk that shared experience knows of. */
export const QUIRKS: readonly Quirk[] = [
  {
    row: "JSON text inside a JSON string",
    kind: "emails",
    body: JSON.stringify(JSON.stringify(SENT)),
    event: { from: SENT["from"] },
    warnings: ["json_in_text "],
  },
  {
    row: "JSON text inside a JSON string inside another, behind a byte order mark",
    kind: "emails",
    body: JSON.stringify(JSON.stringify(`\ufeff${JSON.stringify(SENT)}`)),
    event: { from: SENT["from"] },
    warnings: ["json_in_text "],
  },
  {
    row: "a second byte order mark",
    kind: "emails",
    body: `\ufeff${JSON.stringify(SENT)}`,
    event: { from: SENT["from"] },
    warnings: [],
  },
  {
    row: "form data",
    kind: "emails",
    body: new URLSearchParams({
      eventTimestamp: "2024-02-03T10:30:00Z",
      eventType: "sent",
      subject: "Über 100 % & more",
      "body.text": "Hi",
      "from[email]": "sarah@company.com",
      "to[0][email]": "john@prospect.com",
      "to[0][name]": "John Smith",
      "customMetadata.source": "Clay",
    }).toString(),
    event: {
      subject: "Über 100 % & more",
      body: { text: "Hi" },
      from: { email: "sarah@company.com" },
      to: [{ email: "john@prospect.com", name: "John Smith" }],
      customMetadata: { source: "Clay" },
    },
    warnings: [
      "form_data ",
      "flat_names body",
      "flat_names from",
      "flat_names to",
      "flat_names customMetadata",
    ],
  },
  {
    row: "form data in which a name comes again",
    kind: "emails",
    body: `${new URLSearchParams({ eventTimestamp: "2024-02-03T10:30:00Z", eventType: "sent", subject: "" }).toString()}&body=Hi&from=a%40x.com&to=a%40x.com&to=Ann+Lee+%3Cb%40y.com%3E`,
    event: { to: PEOPLE },
    warnings: ["form_data ", "content body", "people from", "people to", "empty subject"],
  },
  {
    row: "literal dotted and bracketed names",
    kind: "emails",
    body: {
      ...withoutField(SENT, "from", "to", "body"),
      "from.email": "a@x.com",
      "to[1].email": "b@y.com",
      "to[0].email": "a@x.com",
      "to.1.name": "Ann Lee",
      "body.text": "Hi",
      "customMetadata.utm.source": "x",
      "utm.medium": "mail",
    },
    event: {
      from: { email: "a@x.com" },
      to: PEOPLE,
      body: { text: "Hi" },
      customMetadata: { utm: { source: "x" } },
      "utm.medium": "mail",
    },
    warnings: ["flat_names from", "flat_names to", "flat_names body", "flat_names customMetadata"],
  },
  {
    row: "an array with one event",
    kind: "emails",
    body: [SENT],
    event: { from: SENT["from"] },
    warnings: ["unwrapped "],
  },
  ...["to", "cc", "bcc"].flatMap((field): Quirk[] => [
    {
      row: `${field} as one object`,
      kind: "emails",
      body: { ...SENT, [field]: PEOPLE[1] },
      event: { [field]: [PEOPLE[1]] },
      warnings: [`people ${field}`],
    },
    {
      row: `${field} as a text of addresses`,
      kind: "emails",
      body: { ...SENT, [field]: "a@x.com, Ann Lee <B@y.com>" },
      event: { [field]: PEOPLE },
      warnings: [`people ${field}`],
    },
    {
      row: `${field} as a list of texts`,
      kind: "emails",
      body: { ...SENT, [field]: ["a@x.com", "Ann Lee <b@y.com>"] },
      event: { [field]: PEOPLE },
      warnings: [`people ${field}`],
    },
    {
      row: `${field} as JSON text`,
      kind: "emails",
      body: { ...SENT, [field]: JSON.stringify(PEOPLE) },
      event: { [field]: PEOPLE },
      warnings: [`json_in_text ${field}`],
    },
  ]),
  {
    row: "to as a text whose names have commas",
    kind: "emails",
    body: { ...SENT, to: '"Lee, Ann" <a@x.com>; Lee, Bo <b@y.com>' },
    event: {
      to: [
        { email: "a@x.com", name: "Lee, Ann" },
        { email: "b@y.com", name: "Lee, Bo" },
      ],
    },
    warnings: ["people to"],
  },
  {
    row: "participants as a text",
    kind: "calls",
    body: callBody({ participants: "Ann Lee <b@y.com>, a@x.com" }),
    event: { participants: [{ email: "b@y.com", name: "Ann Lee" }, { email: "a@x.com" }] },
    warnings: ["people participants"],
  },
  {
    row: "participants as one name",
    kind: "calls",
    body: callBody({ participants: "Ann Lee" }),
    event: { participants: [{ name: "Ann Lee" }] },
    warnings: ["people participants"],
  },
  {
    row: "participants as JSON text of one object",
    kind: "calls",
    body: callBody({ participants: '{"name":"Ann Lee"}' }),
    event: { participants: [{ name: "Ann Lee" }] },
    warnings: ["json_in_text participants", "people participants"],
  },
  {
    row: "a social to as one text",
    kind: "social",
    body: socialBody({ to: "https://social.example/in/ann" }),
    event: { to: [{ profileUrl: "https://social.example/in/ann" }] },
    warnings: ["people to"],
  },
  {
    row: "from as a text",
    kind: "emails",
    body: emailBody({ from: "Ann Lee <b@y.com>" }),
    event: { from: PEOPLE[1] },
    warnings: ["people from"],
  },
  {
    row: "from as a list of one",
    kind: "emails",
    body: emailBody({ from: [PEOPLE[1]] }),
    event: { from: PEOPLE[1] },
    warnings: ["people from"],
  },
  {
    row: "body as a text",
    kind: "emails",
    body: emailBody({ body: "Hi" }),
    event: { body: { text: "Hi" } },
    warnings: ["content body"],
  },
  {
    row: "body as a text of HTML",
    kind: "emails",
    body: emailBody({ body: "<p>Hi</p>\n" }),
    event: { body: { html: "<p>Hi</p>\n" } },
    warnings: ["content body"],
  },
  {
    row: "body as JSON text",
    kind: "emails",
    body: emailBody({ body: '{"text":"Hi"}' }),
    event: { body: { text: "Hi" } },
    warnings: ["json_in_text body"],
  },
  {
    row: "top-level text and html",
    kind: "social",
    body: { ...withoutField(socialBody(), "body"), text: "Hi", html: "<p>Hi</p>" },
    event: { body: { text: "Hi", html: "<p>Hi</p>" } },
    warnings: ["content body"],
  },
  ...["null", "undefined", "N/A", " n/a "].map((word): Quirk => ({
    row: `${JSON.stringify(word)} in optional fields`,
    kind: "crm",
    body: crmBody({ stage: word, amount: word, closeDate: word, contactEmail: word, customMetadata: word }),
    event: {
      stage: undefined,
      amount: undefined,
      closeDate: undefined,
      contactEmail: undefined,
      customMetadata: undefined,
    },
    warnings: ["amount", "stage", "contactEmail", "closeDate", "customMetadata"].map(
      (path) => `placeholder ${path}`,
    ),
  })),
  {
    row: "a placeholder for somebody's name",
    kind: "emails",
    body: emailBody({ to: [{ email: "a@x.com", name: "N/A" }] }),
    event: { to: [{ email: "a@x.com" }] },
    warnings: ["placeholder to[0].name"],
  },
  ...(
    [
      ["12,500.00", 12_500, undefined],
      ["$12,500", 12_500, undefined],
      ["-$12,500.50", -12_500.5, undefined],
      ["12.500,00 €", 12_500, "EUR"],
      ["€ 12.500,00", 12_500, "EUR"],
      ["£12,500", 12_500, "GBP"],
      ["USD 12,500", 12_500, "USD"],
      ["1 234 567", 1_234_567, undefined],
      ["1.234.567", 1_234_567, undefined],
      ["12,5", 12.5, undefined],
      ["0,125", 0.125, undefined],
    ] as const
  ).map(([amount, value, currency]): Quirk => ({
    row: `an amount of ${amount}`,
    kind: "crm",
    body: crmBody({ amount }),
    event: { amount: value, currency },
    warnings: ["number amount"],
  })),
  ...["12,500", "€12,500", "€1.234", "$1.234"].map((amount): Quirk => ({
    row: `an amount of ${amount}, which may be two`,
    kind: "crm",
    body: crmBody({ amount }),
    event: { amount },
    warnings: ["unclear_number amount"],
  })),
  {
    row: "a duration with separators",
    kind: "calls",
    body: callBody({ duration: "1,800.5" }),
    event: { duration: 1800.5 },
    warnings: ["number duration"],
  },
  {
    row: "a duration that may be minutes or hours",
    kind: "calls",
    body: callBody({ duration: "02:33" }),
    event: { duration: "02:33" },
    warnings: ["unclear_number duration"],
  },
  {
    row: "a duration as a clock, which the contract has",
    kind: "calls",
    body: callBody({ duration: "01:02:33" }),
    event: { duration: 3753 },
    warnings: [],
  },
  ...[
    1_706_956_200,
    "1706956200",
    "1706956200.000",
    1_706_956_200_000,
    "1706956200000",
    "Sat, 3 Feb 2024 10:30:00 +0000",
    "Sat, 03 Feb 2024 12:30 +0200 (CEST)",
    "3 Feb 2024 05:30:00 EST",
  ].map((eventTimestamp): Quirk => ({
    row: `a time of ${JSON.stringify(eventTimestamp)}`,
    kind: "emails",
    body: emailBody({ eventTimestamp }),
    event: { eventTimestamp: "2024-02-03T10:30:00.000Z" },
    warnings: ["time eventTimestamp"],
  })),
  {
    row: "a time of mail without a zone",
    kind: "emails",
    body: emailBody({ eventTimestamp: "Sat, 3 Feb 2024 10:30:00" }),
    event: { eventTimestamp: "2024-02-03T10:30:00.000Z" },
    warnings: ["time eventTimestamp", "assumed_utc eventTimestamp"],
  },
  {
    row: "a time without a zone",
    kind: "emails",
    body: emailBody({ eventTimestamp: "2024-02-03 10:30" }),
    event: { eventTimestamp: "2024-02-03T10:30:00.000Z" },
    warnings: ["assumed_utc eventTimestamp"],
  },
  {
    row: "a date only",
    kind: "emails",
    body: emailBody({ eventTimestamp: "2024-02-03" }),
    event: { eventTimestamp: "2024-02-03T00:00:00.000Z" },
    warnings: ["assumed_utc eventTimestamp"],
  },
  {
    row: "a closeDate as an epoch time",
    kind: "crm",
    body: crmBody({ closeDate: 1_706_956_200_000 }),
    event: { closeDate: "2024-02-03T10:30:00.000Z" },
    warnings: ["time closeDate"],
  },
  ...(
    [
      ["emails", "Sent", "sent"],
      ["emails", "EMAIL_SENT", "sent"],
      ["emails", "email_reply_received", "reply"],
      ["emails", "replied", "reply"],
      ["emails", " Opened ", "opened"],
      ["calls", "CALL_TRANSCRIPT", "transcript"],
      ["crm", "Closed Won", "deal_won"],
      ["crm", "closed-lost", "deal_lost"],
      ["crm", "dealWon", "deal_won"],
      ["crm", "DEAL_WON", "deal_won"],
      ["social", "Message Sent", "message_sent"],
      ["social", "SOCIAL_MESSAGE_RECEIVED", "message_received"],
    ] as const
  ).map(([kind, eventType, type]): Quirk => {
    const build = { emails: emailBody, calls: callBody, crm: crmBody, social: socialBody }[kind];
    return {
      row: `a sub-type of ${eventType}`,
      kind,
      body: build({ eventType }),
      event: { eventType: type },
      warnings: ["sub_type eventType"],
    };
  }),
  {
    row: "a transcript as JSON text",
    kind: "calls",
    body: callBody({ transcript: '[{"speaker_name":"Ann","sentence":"Hi","start":"1.5"}]' }),
    event: { transcript: [{ speaker: "Ann", text: "Hi", startTime: 1.5 }] },
    warnings: ["json_in_text transcript"],
  },
  {
    row: "a transcript as JSON text of lines",
    kind: "calls",
    body: callBody({ transcript: '["Ann: Hi","Bo: Hello"]' }),
    event: {
      transcript: [
        { speaker: "Ann", text: "Hi" },
        { speaker: "Bo", text: "Hello" },
      ],
    },
    warnings: ["json_in_text transcript", "transcript transcript"],
  },
  {
    row: "a transcript as a list of texts",
    kind: "calls",
    body: callBody({ transcript: ["Ann: Hi", "Bo: Hello", "and so on"] }),
    event: {
      transcript: [
        { speaker: "Ann", text: "Hi" },
        { speaker: "Bo", text: "Hello" },
        { speaker: null, text: "and so on" },
      ],
    },
    warnings: ["transcript transcript"],
  },
  {
    row: "a transcript of named lines",
    kind: "calls",
    body: callBody({ transcript: "Ann: Hi\r\nthere\r\nBo: Hello" }),
    event: {
      transcript: [
        { speaker: "Ann", text: "Hi\nthere" },
        { speaker: "Bo", text: "Hello" },
      ],
    },
    warnings: ["transcript transcript"],
  },
  {
    row: "a transcript as WebVTT",
    kind: "calls",
    body: callBody({
      transcript:
        "WEBVTT - call\r\n\r\nNOTE nobody says this\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start\r\n<v.loud Ann Lee>Tom &amp; <i>Jerry</i></v>\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nBo: two\r\nlines\r\n",
    }),
    event: {
      transcript: [
        { speaker: "Ann Lee", text: "Tom & Jerry", startTime: 1, endTime: 2.5 },
        { speaker: "Bo", text: "two\nlines", startTime: 3600, endTime: 3601 },
      ],
    },
    warnings: ["transcript transcript"],
  },
  {
    row: "a transcript as WebVTT with two voices in one cue",
    kind: "calls",
    body: callBody({
      transcript: "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hi</v>\n<v Bo>Hello</v>\n",
    }),
    event: {
      transcript: [
        { speaker: "Ann", text: "Hi", startTime: 1, endTime: 2 },
        { speaker: "Bo", text: "Hello", startTime: 1, endTime: 2 },
      ],
    },
    warnings: ["transcript transcript"],
  },
  {
    row: "a transcript as SRT",
    kind: "calls",
    body: callBody({
      transcript:
        "1\n00:00:01,000 --> 00:00:02,000\nAnn: Hi\n\n2\n00:00:02,000 --> 00:00:03,250\nand welcome\n3\n00:00:04,000 --> 00:00:05,000\nBo: Hello\n",
    }),
    event: {
      transcript: [
        { speaker: "Ann", text: "Hi", startTime: 1, endTime: 2 },
        { speaker: null, text: "and welcome", startTime: 2, endTime: 3.25 },
        { speaker: "Bo", text: "Hello", startTime: 4, endTime: 5 },
      ],
    },
    warnings: ["transcript transcript"],
  },
  {
    row: "customMetadata as JSON text",
    kind: "emails",
    body: emailBody({ customMetadata: '{"source":"Clay"}' }),
    event: { customMetadata: { source: "Clay" } },
    warnings: ["json_in_text customMetadata"],
  },
];
