-- Devices from before this moment are nobody's: the password was changed, and one of them may have been stolen.
ALTER TABLE users ADD COLUMN devices_known_since timestamptz;

-- The refresh tokens that a session has used, in order: those that are kept to recognise a stolen one are bounded in number.
CREATE INDEX refresh_tokens_used ON refresh_tokens (session_id, used_at DESC) WHERE used_at IS NOT NULL;

-- A user's sessions by use: beyond the most that may live, the one that has not been used for longest ends.
CREATE INDEX sessions_of_user ON sessions (user_id, last_seen_at DESC) WHERE revoked_at IS NULL;
