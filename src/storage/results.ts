export type Results = {
  readonly message: unknown;
  readonly signal: unknown;
  readonly outcome: unknown;
  readonly call: CallResults | null;
};

/** What an older analysis did not measure is null. */
type CallResults = {
  readonly title: string;
  readonly words: number;
  readonly durationSeconds: number | null;
  readonly switches: number | null;
  readonly interactivity: number | null;
  readonly patienceMs: number | null;
  readonly internalShare: number | null;
  readonly speakerCount: number;
  readonly speakers: readonly SpeakerResults[];
};

export type SpeakerResults = {
  readonly speaker: string | null;
  readonly side: string | null;
  readonly turns: number;
  readonly words: number;
  readonly questions: number | null;
  readonly talkShare: number | null;
  readonly talkMs: number | null;
  readonly longestMonologueMs: number | null;
  readonly wordsPerMinute: number | null;
  readonly patienceMs: number | null;
};

/** What became of one event, in the form of the answer; null for a side that it has not, or not yet. */
export async function findResults(db: D1Database, workspaceId: string, eventId: string): Promise<Results> {
  const row = await db
    .prepare(
      `SELECT (
         SELECT json_object('direction', direction, 'conversation', conversation, 'campaignId', campaign_id,
           'from', from_address, 'to', to_address, 'parties', json(parties), 'ownText', own_text,
           'campaign', campaign, 'answers', answers, 'replyKind', reply_kind, 'firstReplyMs', reply_ms,
           'firstHumanReplyMs', human_reply_ms, 'analysisVersion', analysis_version)
         FROM messages WHERE event_id = ?2 AND workspace_id = ?1) AS message, (
         SELECT json_object('contact', contact, 'sender', sender, 'campaignId', campaign_id, 'campaign', campaign,
           'analysisVersion', analysis_version)
         FROM signals WHERE event_id = ?2 AND workspace_id = ?1) AS signal, (
         SELECT json_object('opportunityId', opportunity_id, 'account', account, 'contact', contact,
           'amountHundredths', amount, 'currency', nullif(currency, ''), 'campaign', campaign,
           'attributedTo', attributed_to, 'firstTouchAt', first_touch_at, 'counts', json(iif(counted, 'true', 'false')),
           'analysisVersion', analysis_version)
         FROM outcomes WHERE event_id = ?2 AND workspace_id = ?1) AS outcome, (
         SELECT json_object('title', title, 'turns', turns, 'words', words, 'durationSeconds', duration_seconds,
           'basis', basis, 'talkMs', talk_ms, 'switches', switches, 'interactivity', interactivity,
           'patienceMs', patience_ms, 'internalShare', internal_share, 'speakerCount', speaker_count, 'speakers', (
             SELECT json_group_array(json_object('speaker', speaker, 'turns', s.turns, 'words', s.words,
               'talkShare', coalesce(1.0 * s.talk_ms / nullif(c.talk_ms, 0), 1.0 * s.words / nullif(c.words, 0)),
               'questions', questions, 'side', side, 'talkMs', s.talk_ms,
               'longestMonologueMs', longest_monologue_ms, 'wordsPerMinute', words_per_minute,
               'patienceMs', s.patience_ms)
               ORDER BY position)
             FROM call_speakers s WHERE s.event_id = ?2 AND s.workspace_id = ?1),
           'contacts', json(contacts), 'analysisVersion', analysis_version)
         FROM calls c WHERE event_id = ?2 AND workspace_id = ?1) AS call`,
    )
    .bind(workspaceId, eventId)
    .first<Readonly<Record<keyof Results, string | null>>>();
  return {
    message: parse(row?.message),
    signal: parse(row?.signal),
    outcome: parse(row?.outcome),
    // The statement above makes it so.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    call: parse(row?.call) as CallResults | null,
  };
}

function parse(json: string | null | undefined): unknown {
  return json === null || json === undefined ? null : JSON.parse(json);
}
