// cspell:ignore plpgsql
/**
 * What became of deliveries that a node made of its captures, and which capture a node has open. Version 2 is that of
 * shared deliveries; nothing here needs it. A delivery is known by its number on its node. Where its capture is taken back, it
 * goes too; otherwise it goes with the days that the team keeps.
 */
export const DELIVERIES = `
ALTER TABLE nodes ADD COLUMN viewing text;
GRANT UPDATE (viewing) ON nodes TO backstitch_member;

CREATE TABLE delivery_states (
  node_id      uuid NOT NULL,
  delivery_seq bigint NOT NULL,
  node_seq     bigint NOT NULL,
  capture_id   bigint NOT NULL,
  destination  text NOT NULL,
  state        text NOT NULL,
  attempts     int NOT NULL,
  last_status  int,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (node_id, delivery_seq)
);
CREATE INDEX delivery_states_by_capture ON delivery_states (node_id, capture_id, delivery_seq);
CREATE INDEX delivery_states_by_time ON delivery_states (at);

REVOKE ALL ON delivery_states FROM PUBLIC;
GRANT SELECT ON delivery_states TO backstitch_member, backstitch_reader;
GRANT INSERT ON delivery_states TO backstitch_member;
GRANT UPDATE (node_seq, destination, state, attempts, last_status, at) ON delivery_states TO backstitch_member;
ALTER TABLE delivery_states ENABLE ROW LEVEL SECURITY;
CREATE POLICY delivery_states_read ON delivery_states FOR SELECT USING (true);
CREATE POLICY delivery_states_add ON delivery_states FOR INSERT WITH CHECK (is_own(node_id));
CREATE POLICY delivery_states_change ON delivery_states FOR UPDATE USING (is_own(node_id));

CREATE FUNCTION forget_deliveries() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
BEGIN
  DELETE FROM delivery_states d WHERE d.node_id = NEW.node_id AND d.capture_id = NEW.capture_id;
  RETURN NULL;
END $$;
CREATE TRIGGER captures_gone AFTER UPDATE OF gone ON captures FOR EACH ROW
  WHEN (NEW.gone AND NOT OLD.gone) EXECUTE FUNCTION forget_deliveries();

CREATE FUNCTION sweep_delivery_states() RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
DECLARE
  dropped int;
BEGIN
  DELETE FROM delivery_states d
   WHERE d.at < clock_timestamp() - make_interval(days => (SELECT value::int FROM meta WHERE name = 'retention_days'))
     AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.node_id = d.node_id AND c.capture_id = d.capture_id);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION forget_deliveries(), sweep_delivery_states() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_delivery_states() TO backstitch_member;
`;

/** From this version of the schema on, what became of deliveries and what is looked at has a place there. */
export const DELIVERIES_FROM = 3;
