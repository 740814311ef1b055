ALTER TABLE calls ADD COLUMN basis TEXT;

ALTER TABLE calls ADD COLUMN talk_ms INTEGER;

ALTER TABLE calls ADD COLUMN switches INTEGER;

ALTER TABLE calls ADD COLUMN interactivity REAL;

ALTER TABLE calls ADD COLUMN patience_ms INTEGER;

ALTER TABLE calls ADD COLUMN internal_share REAL;

ALTER TABLE call_speakers ADD COLUMN side TEXT;

ALTER TABLE call_speakers ADD COLUMN talk_ms INTEGER;

ALTER TABLE call_speakers ADD COLUMN longest_monologue_ms INTEGER;

ALTER TABLE call_speakers ADD COLUMN words_per_minute REAL;

ALTER TABLE call_speakers ADD COLUMN patience_ms INTEGER;
