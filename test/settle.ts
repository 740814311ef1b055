import { env } from "cloudflare:workers";

/**
 * Ends what earlier tests left waiting, failed or about to expire. The files of a runtime share its database, in which
 * readiness, sweeps and alerts are about all workspaces.
 */
export async function settleAll(): Promise<void> {
  await env.DB.batch(
    [
      "UPDATE events SET status = 'stored', due_at = NULL WHERE status IN ('pending', 'failed')",
      "UPDATE api_keys SET expires_at = NULL WHERE expires_at IS NOT NULL",
      "DELETE FROM alerts",
    ].map((sql) => env.DB.prepare(sql)),
  );
}
