-- Sessions, their refresh tokens, and the keys that access tokens are signed with.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  in_cookie boolean NOT NULL,
  user_agent text NOT NULL,
  address text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_reason text
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_revoked_at ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);

-- Every refresh token that a session ever had, by hash, so that the reuse of an old one is recognised. The successor is
-- sealed under the token that it follows: neither this table nor a server's secret gives a usable token.
CREATE TABLE refresh_tokens (
  token_hash bytea PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  used_at timestamptz,
  sealed_successor bytea
);
CREATE INDEX refresh_tokens_session_id ON refresh_tokens (session_id);

CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  public_jwk jsonb NOT NULL,
  -- The private key, AES-256-GCM under the configured secret.
  sealed_private bytea NOT NULL,
  use_from timestamptz NOT NULL
);

-- Refused log-ins per account, source, device and all together; the key is a hash. Falls by half every ten minutes.
CREATE TABLE log_in_failures (
  key bytea PRIMARY KEY,
  failures real NOT NULL,
  last_at timestamptz NOT NULL
);
CREATE INDEX log_in_failures_last_at ON log_in_failures (last_at);
