import { describe, expect, it, vi } from "vitest";

import { persist, Unavailable } from "../../src/storage/d1.ts";

const PATIENCE = { deadlineMs: 2_000, tryMs: 50, tries: 3 };

const hang = () => new Promise<never>(() => {});

describe("work that D1 does not do at once", () => {
  it("is tried again when it takes too long", async () => {
    const work = vi.fn<() => Promise<string>>().mockImplementationOnce(hang).mockResolvedValue("done");
    expect(await persist(work, PATIENCE)).toBe("done");
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("is tried a bounded number of times", async () => {
    const work = vi.fn<() => Promise<string>>().mockRejectedValue(new Error("Network connection lost"));
    await expect(persist(work, PATIENCE)).rejects.toThrow(Unavailable);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("is given up at the deadline, however many tries are left", async () => {
    const work = vi.fn<() => Promise<string>>().mockImplementation(hang);
    await expect(persist(work, { deadlineMs: 120, tryMs: 100, tries: 100 })).rejects.toThrow(Unavailable);
    expect(work.mock.calls.length).toBeLessThan(4);
  });
});
