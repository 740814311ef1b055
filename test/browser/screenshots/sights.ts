import type { Sender } from "../demo.ts";
import type { Sights } from "./scenes.ts";

const CAMPAIGN = "/campaigns/view?id=fintech-audit";

/** Of the demo's events those of which there is most to see. */
export async function findSights(db: D1Database, { workspaceId }: Sender): Promise<Sights> {
  async function pick(sql: string): Promise<string> {
    const id = await db.prepare(sql).bind(workspaceId).first<string>("id");
    if (id === null) throw new Error(`the demo has none: ${sql}`);
    return encodeURIComponent(id);
  }
  const conversation = await pick(
    "SELECT id FROM conversations WHERE workspace_id = ?1 AND messages <= 15 ORDER BY human_replies DESC, id LIMIT 1",
  );
  const reply = await pick(
    `SELECT event_id AS id FROM messages WHERE workspace_id = ?1 AND reply_kind = 'human' AND answers IS NOT NULL
     ORDER BY occurred_at DESC LIMIT 1`,
  );
  const conflict = await pick("SELECT event_id AS id FROM conflicts WHERE workspace_id = ?1 LIMIT 1");
  const call = await pick(
    "SELECT event_id AS id FROM calls WHERE workspace_id = ?1 AND day IS NOT NULL ORDER BY talk_ms DESC LIMIT 1",
  );
  const refused = await pick(
    "SELECT id FROM rejections WHERE workspace_id = ?1 AND kind = 'emails' ORDER BY seq LIMIT 1 OFFSET 1",
  );
  return {
    event: `/events/${reply}`,
    conflict: `/events/${conflict}`,
    refused: `/refused/${refused}`,
    campaign: CAMPAIGN,
    conversation: `/conversations/view?id=${conversation}`,
    call: `/calls/${call}`,
  };
}
