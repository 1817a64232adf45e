-- Ids are forgotten, the oldest first, once the log can deliver them no more.
CREATE INDEX inbox_processed_at ON inbox (processed_at);
