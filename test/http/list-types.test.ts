import { beforeAll, describe, expect, it } from "vitest";

import { KINDS } from "../../src/domain/kinds/registry.ts";
import { BODIES, emailBody } from "../bodies.ts";
import { list } from "../listing.ts";
import { post } from "../request.ts";
import { createTestKey } from "../workspace.ts";

async function typesOf(secret: string, query: string): Promise<readonly string[]> {
  const { events } = await list(secret, `startDate=2020-01-01&limit=100&${query}`);
  return events.map(({ eventType }) => eventType).toSorted();
}

describe("the types of a list", () => {
  let secret = "";

  beforeAll(async () => {
    const key = await createTestKey();
    await Promise.all(
      KINDS.flatMap(({ name, types }) =>
        Object.keys(types).map((eventType) => {
          const bodyOf = Object.entries(BODIES).find(([kind]) => kind === name)?.[1] ?? emailBody;
          return post(key.secret, name, bodyOf({ eventType, eventId: eventType }));
        }),
      ),
    );
    secret = key.secret;
  });

  const EMAIL = [
    "EMAIL_BOUNCED",
    "EMAIL_CLICKED",
    "EMAIL_OPENED",
    "EMAIL_REPLY_RECEIVED",
    "EMAIL_SENT",
    "EMAIL_UNSUBSCRIBED",
  ];
  const CALL = ["CALL_COMPLETED", "CALL_MISSED", "CALL_SCHEDULED", "CALL_TRANSCRIPT"];
  const CRM = ["DEAL_LOST", "DEAL_WON", "MEETING_BOOKED", "OPPORTUNITY_CREATED"];
  const SOCIAL = [
    "SOCIAL_CONNECTION_ACCEPTED",
    "SOCIAL_CONNECTION_SENT",
    "SOCIAL_MESSAGE_RECEIVED",
    "SOCIAL_MESSAGE_SENT",
  ];

  it.each([
    ["", [...CALL, ...CRM, ...EMAIL, ...SOCIAL]],
    ["eventTypes=", [...CALL, ...CRM, ...EMAIL, ...SOCIAL]],
    ["eventCategories=EMAIL", EMAIL],
    ["eventCategories=CALL", CALL],
    ["eventCategories=CRM", CRM],
    ["eventCategories=SOCIAL", SOCIAL],
    ["eventCategories=crm&eventCategories=call", [...CALL, ...CRM]],
    ["eventTypes=DEAL_WON", ["DEAL_WON"]],
    ["eventTypes=DEAL_WON&eventTypes=DEAL_LOST", ["DEAL_LOST", "DEAL_WON"]],
    ["eventTypes=DEAL_WON,DEAL_LOST", ["DEAL_LOST", "DEAL_WON"]],
    ["eventTypes=DEAL_WON,%20DEAL_LOST,", ["DEAL_LOST", "DEAL_WON"]],
    ["eventTypes[]=DEAL_WON&eventTypes[]=DEAL_LOST", ["DEAL_LOST", "DEAL_WON"]],
    ["eventTypes%5B%5D=DEAL_WON&eventTypes%5B%5D=DEAL_LOST", ["DEAL_LOST", "DEAL_WON"]],
    ["eventTypes[0]=DEAL_WON&eventTypes[1]=DEAL_LOST", ["DEAL_LOST", "DEAL_WON"]],
    [
      "eventTypes[1]=DEAL_WON&eventTypes=EMAIL_SENT&eventTypes[]=CALL_MISSED",
      ["CALL_MISSED", "DEAL_WON", "EMAIL_SENT"],
    ],
    ["eventTypes=DEAL_WON&eventTypes=DEAL_WON", ["DEAL_WON"]],
    ["eventTypes=DEAL_WON&eventCategories=CRM", ["DEAL_WON"]],
    ["eventTypes=DEAL_WON&eventCategories=EMAIL", []],
  ])("are chosen by %j", async (query, expected) => {
    expect(await typesOf(secret, query)).toEqual(expected.toSorted());
  });

  it("count in its total", async () => {
    expect(await list(secret, "startDate=2020-01-01&limit=1&eventCategories=EMAIL")).toMatchObject({
      events: { length: 1 },
      total: 6,
      hasMore: true,
    });
  });
});
