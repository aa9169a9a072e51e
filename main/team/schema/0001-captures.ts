// cspell:ignore bytea sslmode
/**
 * What a team shares first: nodes, captures with the parts of long bodies, marks. Everything belongs to
 * `backstitch_owner`, whose functions do what members may not do by themselves.
 *
 * `capture_id` is the row id of the node that caught it: ms since 2024 times 4096 plus a counter. So it is time, and
 * tables are partitioned by it. `headers`, `trailers`, `stages` and `target` are bytes: JSON as the node keeps it, and
 * `jsonb` would respell numbers and refuse NUL and lone surrogates.
 */
export const CAPTURES = `
CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO meta VALUES
  ('team_id', gen_random_uuid()::text), ('retention_days', '14'), ('min_writer', '1'), ('min_reader', '1');

CREATE TABLE nodes (
  node_id      uuid PRIMARY KEY,
  login        name NOT NULL,
  name         text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('laptop', 'relay', 'ci')),
  version      text NOT NULL DEFAULT '',
  appended_seq bigint NOT NULL DEFAULT 0,
  instance     uuid,
  lease_until  timestamptz,
  skew_ms      int NOT NULL DEFAULT 0,
  last_seen    timestamptz,
  joined_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  retired_at   timestamptz
);

CREATE TABLE captures (
  node_id         uuid NOT NULL,
  capture_id      bigint NOT NULL,
  node_seq        bigint NOT NULL,
  received_at     timestamptz NOT NULL,
  skew_ms         int NOT NULL,
  stored_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  duration_us     bigint,
  method          text NOT NULL,
  target          bytea NOT NULL,
  path            text NOT NULL,
  http_version    text NOT NULL,
  headers         bytea NOT NULL,
  trailers        bytea NOT NULL,
  remote_address  text NOT NULL,
  remote_port     int NOT NULL,
  reported_client bytea,
  endpoint_name   text NOT NULL,
  size_bytes      bigint NOT NULL,
  declared_bytes  bigint,
  sha256          bytea,
  body            bytea NOT NULL,
  parts           int NOT NULL,
  cut             boolean NOT NULL,
  failure         text,
  surplus         bytea,
  surplus_bytes   bigint,
  via_tunnel      boolean NOT NULL,
  status          int,
  decided_by      text NOT NULL,
  reason          text,
  reply_reason    text,
  reply_headers   bytea,
  reply_body      bytea,
  reply_completed boolean,
  stages          bytea NOT NULL,
  provider        text,
  event_type      text,
  delivery_id     text,
  signature       text,
  redacted        bytea NOT NULL,
  exact           boolean NOT NULL,
  gone            boolean NOT NULL DEFAULT false,
  PRIMARY KEY (node_id, capture_id)
) PARTITION BY RANGE (capture_id);
ALTER TABLE captures ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX captures_by_seq ON captures (node_id, node_seq);
CREATE INDEX captures_by_stored ON captures (stored_at);
CREATE INDEX captures_by_event ON captures (provider, event_type) WHERE provider IS NOT NULL;
CREATE INDEX captures_by_delivery ON captures (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE TABLE captures_default PARTITION OF captures DEFAULT;

CREATE TABLE capture_parts (
  node_id    uuid NOT NULL,
  capture_id bigint NOT NULL,
  part       int NOT NULL,
  bytes      bytea NOT NULL,
  PRIMARY KEY (node_id, capture_id, part)
) PARTITION BY RANGE (capture_id);
ALTER TABLE capture_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE capture_parts_default PARTITION OF capture_parts DEFAULT;

CREATE TABLE marks (
  node_id    uuid NOT NULL,
  capture_id bigint NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('pin', 'note')),
  value      text NOT NULL,
  version    bigint NOT NULL,
  author     uuid NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (node_id, capture_id, kind)
);
CREATE INDEX marks_by_time ON marks (at);
CREATE TABLE mark_history (LIKE marks, replaced_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX mark_history_by_capture ON mark_history (node_id, capture_id);
`;
