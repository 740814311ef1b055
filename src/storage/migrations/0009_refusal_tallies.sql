ALTER TABLE refusal_counts ADD COLUMN tallies TEXT NOT NULL DEFAULT '{}';
