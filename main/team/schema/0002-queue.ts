// cspell:ignore bytea jsonb plpgsql xact hashtextextended
/**
 * Deliveries that several nodes make together. A lane is a shared destination: how it is set up and how it stands, so
 * that breaker, rate and pause hold for all. What a message holds is its bytes; what signs it never comes here:
 * `secret_marks` say which secrets a node has to hold. A number of `fences` is given with every claim: whoever comes
 * with an older one has lost its lease.
 *
 * Times of lanes that the rules of deliveries reckon with are epoch ms, as those keep them.
 */
const TABLES = `
CREATE SEQUENCE fences;

CREATE TABLE lanes (
  destination_id    text PRIMARY KEY,
  name              text NOT NULL,
  settings          jsonb NOT NULL,
  secret_marks      jsonb NOT NULL DEFAULT '[]',
  authorization_at  bigint,
  state             text NOT NULL CHECK (state IN ('live', 'paused', 'off', 'gone')),
  off_reason        text,
  breaker           jsonb NOT NULL,
  tokens            float8,
  tokens_at         bigint,
  failures          int NOT NULL DEFAULT 0,
  first_failure_at  bigint,
  discarded         int NOT NULL DEFAULT 0,
  version           bigint NOT NULL DEFAULT 1,
  changed_by        uuid NOT NULL
);

CREATE TABLE messages (
  id             text PRIMARY KEY,
  event_type     text,
  content_type   text NOT NULL,
  method         text NOT NULL,
  path           text,
  headers        bytea,
  signs          boolean NOT NULL,
  body           bytea NOT NULL,
  origin         text NOT NULL,
  origin_node    uuid NOT NULL,
  origin_capture bigint,
  created_at     timestamptz NOT NULL
);
ALTER TABLE messages ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE deliveries (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id     text NOT NULL REFERENCES messages (id),
  destination_id text NOT NULL REFERENCES lanes (destination_id),
  state          text NOT NULL CHECK (state IN ('scheduled', 'sending', 'delivered', 'discarded', 'failed', 'canceled')),
  next_at        timestamptz NOT NULL,
  deadline_at    timestamptz NOT NULL,
  base_at        timestamptz,
  slot           int NOT NULL DEFAULT 0,
  attempts       int NOT NULL DEFAULT 0,
  leased_by      uuid,
  lease_until    timestamptz,
  fence          bigint,
  last_status    int,
  last_failure   text,
  reason         text,
  finished_at    timestamptz,
  UNIQUE (message_id, destination_id)
);
CREATE INDEX deliveries_in_order ON deliveries (destination_id, id) WHERE finished_at IS NULL;
CREATE INDEX deliveries_due ON deliveries (destination_id, next_at, id) WHERE finished_at IS NULL;
CREATE INDEX deliveries_ending ON deliveries (destination_id, deadline_at) WHERE finished_at IS NULL;
CREATE INDEX deliveries_leased ON deliveries (destination_id, lease_until)
  WHERE finished_at IS NULL AND leased_by IS NOT NULL;
CREATE INDEX deliveries_finished ON deliveries (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE attempts (
  delivery_id bigint NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  number      int NOT NULL,
  node_id     uuid NOT NULL,
  fence       bigint NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  outcome     text NOT NULL DEFAULT 'sending',
  status      int,
  error       text,
  late        boolean NOT NULL DEFAULT false,
  PRIMARY KEY (delivery_id, number, fence)
);
`;

/** What ended is kept as long as captures are; messages go with the last of their deliveries. */
const FUNCTIONS = `
CREATE FUNCTION sweep_deliveries() RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
DECLARE
  keep_days int := (SELECT value::int FROM meta WHERE name = 'retention_days');
  swept int;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('backstitch_team deliveries', 0)) THEN RETURN 0; END IF;
  DELETE FROM deliveries WHERE finished_at < clock_timestamp() - make_interval(days => keep_days);
  GET DIAGNOSTICS swept = ROW_COUNT;
  DELETE FROM messages m WHERE m.created_at < clock_timestamp() - make_interval(days => keep_days)
     AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.message_id = m.id);
  RETURN swept;
END $$;
REVOKE ALL ON FUNCTION sweep_deliveries() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_deliveries() TO backstitch_member;
`;

/** Messages and attempts are written as an own node only; lanes and deliveries are everybody's work. */
const RIGHTS = `
GRANT USAGE ON SEQUENCE fences TO backstitch_member;
GRANT SELECT, INSERT, UPDATE ON lanes, deliveries, attempts TO backstitch_member;
GRANT SELECT, INSERT ON messages TO backstitch_member;
GRANT SELECT ON lanes, deliveries, attempts TO backstitch_reader;
GRANT SELECT (id, event_type, content_type, method, origin, origin_node, created_at) ON messages TO backstitch_reader;

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY messages_read ON messages FOR SELECT USING (true);
CREATE POLICY messages_add ON messages FOR INSERT WITH CHECK (is_own(origin_node));
ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY attempts_read ON attempts FOR SELECT USING (true);
CREATE POLICY attempts_add ON attempts FOR INSERT WITH CHECK (is_own(node_id));
CREATE POLICY attempts_change ON attempts FOR UPDATE USING (true);
`;

export const QUEUE = TABLES + FUNCTIONS + RIGHTS;
