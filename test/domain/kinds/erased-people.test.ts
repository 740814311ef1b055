import { describe, expect, it } from "vitest";

import { callBody, crmBody, emailBody, socialBody } from "../../bodies.ts";
import { faultsOf, understandAs } from "../../kinds.ts";

describe("an erased person", () => {
  it("is understood where an address is expected", () => {
    const erased = { email: "erased-3", name: "erased-3" };
    expect(
      understandAs("emails", emailBody({ from: erased, to: [{ email: "erased-3 <erased-3>" }] })).event,
    ).toMatchObject({
      from: erased,
      to: [{ email: "erased-3" }],
    });
    expect(understandAs("crm", crmBody({ contactEmail: "erased-3" })).event).toMatchObject({
      contactEmail: "erased-3",
    });
    expect(understandAs("calls", callBody({ participants: ["erased-3"] })).event).toMatchObject({
      participants: [{ email: "erased-3" }],
    });
    expect(understandAs("social", socialBody({ to: ["erased-3"] })).event).toMatchObject({
      to: [{ email: "erased-3" }],
    });
  });

  it.each(["erased", "erased-", "erased-0", "erased-03", "erased-3x", "x erased-3", "Erased-", "erased-1.5"])(
    "is not taken for %j, which is no address",
    (email) => {
      expect(faultsOf("emails", emailBody({ to: [{ email }] }))).toMatchObject([{ path: "to[0].email" }]);
    },
  );
});
