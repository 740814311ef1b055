import * as v from "valibot";

import { boundedKey } from "../bounded-key.ts";
import { canonicalAddress, canonicalText, isPlaceholder } from "../canonical.ts";
import { firstCodePoints } from "../code-points.ts";
import { address } from "../fields/person.ts";
import { amount } from "../fields/quantity.ts";
import { customMetadata, identifier, text } from "../fields/text.ts";
import { dateOrTimestamp, timestamp, warnOfAssumedZone } from "../fields/timestamp.ts";
import { readCurrency, toHundredths } from "../money.ts";
import { namesIn } from "../people.ts";
import { defineKind } from "./kind.ts";

const NAME_CHARACTERS = 200;

const schema = v.looseObject({
  eventTimestamp: timestamp,
  eventType: v.picklist(["opportunity_created", "deal_won", "deal_lost", "meeting_booked"]),
  opportunityId: v.pipe(
    identifier,
    // It is the event's identity: taken for an id, a missing value would make one event of many.
    v.check((id) => !isPlaceholder(id), "looks like a missing value"),
    v.description("the opportunity's id in the CRM"),
  ),
  opportunityName: v.pipe(text, v.description("the opportunity's name")),
  amount: v.optional(amount),
  stage: v.optional(text),
  accountName: v.optional(text),
  contactEmail: v.optional(address),
  contactName: v.optional(text),
  closeDate: v.optional(dateOrTimestamp),
  eventId: v.optional(identifier),
  octaveRequestId: v.optional(identifier),
  customMetadata: v.optional(customMetadata),
});

export const crm = defineKind({
  name: "crm",
  category: "CRM",
  types: {
    opportunity_created: "OPPORTUNITY_CREATED",
    deal_won: "DEAL_WON",
    deal_lost: "DEAL_LOST",
    meeting_booked: "MEETING_BOOKED",
  },
  aliases: {
    won: "deal_won",
    closed_won: "deal_won",
    closedwon: "deal_won",
    opportunity_won: "deal_won",
    lost: "deal_lost",
    closed_lost: "deal_lost",
    closedlost: "deal_lost",
    opportunity_lost: "deal_lost",
    deal_created: "opportunity_created",
    meeting_scheduled: "meeting_booked",
  },
  schemaFor: () => schema,

  identityParts: (type, body) => [canonicalText(body["opportunityId"]), type],

  warnings: ({ closeDate }) => warnOfAssumedZone("closeDate", closeDate, true),

  summarize({ opportunityName, accountName, amount: sum }) {
    const details = [accountName?.trim(), sum].filter((detail) => detail !== undefined);
    return details.length === 0
      ? opportunityName.trim()
      : `${opportunityName.trim()} (${details.join(", ")})`;
  },

  people({ contactEmail, contactName, accountName }, body) {
    const contact = {
      address: canonicalAddress(contactEmail),
      names: namesIn(contactName, body["contactEmail"]),
      side: "counterpart",
      places: [["contactEmail"], ["contactName"]],
    } as const;
    // The deal is the account's: it outlives whoever is the contact for it.
    const account = { address: null, names: [], side: "counterpart", places: [] } as const;
    return [
      ...(contactEmail === undefined && contactName === undefined ? [] : [contact]),
      ...(accountName === undefined ? [] : [account]),
    ];
  },

  analyse(
    { opportunityId, opportunityName, accountName, contactEmail, amount: sum, ...event },
    _reply,
    company,
  ) {
    const hundredths = sum === undefined ? null : toHundredths(sum);
    return {
      outcome: {
        opportunityId: boundedKey(opportunityId),
        opportunityName: firstCodePoints(opportunityName.trim(), NAME_CHARACTERS),
        account:
          accountName === undefined ? null : boundedKey(accountName.normalize("NFC").trim().toLowerCase()),
        contactEmail: contactEmail ?? null,
        amount: hundredths,
        currency: hundredths === null ? "" : (readCurrency(event["currency"]) ?? company.currency ?? ""),
      },
    };
  },
});
