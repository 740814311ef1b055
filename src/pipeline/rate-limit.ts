import type { Settings } from "../settings.ts";
import { within } from "../storage/d1.ts";
import { toLogLine } from "../log-line.ts";

// It counts beside the Worker and answers at once; one that does not is left behind.
const ANSWER_MS = 100;

export type RateLimited = { readonly code: "rate_limited" };

/**
 * False when the key comes to D1 more often than the limit allows. Each call counts, so a use case calls it once. A
 * limiter that is absent, fails or is slow lets everything through: our own trouble is no fault of the sender.
 */
export async function isWithinRate(
  limiter: RateLimit | undefined,
  { limitsRate }: Settings,
  keyId: string,
): Promise<boolean> {
  if (limiter === undefined || !limitsRate) return true;
  try {
    const { success } = await within(ANSWER_MS, limiter.limit({ key: keyId }));
    return success;
  } catch (error) {
    console.warn(toLogLine({ message: "rate limiter not available", error: String(error) }));
    return true;
  }
}
