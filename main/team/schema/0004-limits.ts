// cspell:ignore bytea ERRCODE plpgsql xact hashtextextended inhrelid inhparent
/**
 * What a node made of a signature, in words, and how many bytes captures may take. `retention_bytes` is 0 where there is no such
 * limit. Above it the oldest day goes, then the next one, never today's: what is in the partition for all others, such as
 * what is pinned, counts too and stays. Of each node it is kept how far its captures are gone.
 */
export const LIMITS = `
ALTER TABLE captures ADD COLUMN verdict bytea;
GRANT UPDATE (verdict) ON captures TO backstitch_member;
-- What was swept of a node's captures: up to which of its rows, and which of them came last.
ALTER TABLE nodes ADD COLUMN swept_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN swept_until timestamptz;
INSERT INTO meta VALUES ('retention_bytes', '0') ON CONFLICT (name) DO NOTHING;

CREATE OR REPLACE FUNCTION take_back(node uuid, ids bigint[], seqs bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
BEGIN
  IF NOT is_own(node) THEN
    RAISE EXCEPTION 'not a node of this login' USING ERRCODE = '42501';
  END IF;
  UPDATE captures c SET gone = true, node_seq = g.seq, body = '', parts = 0, headers = '[]', trailers = '[]',
         target = '', path = '', reply_headers = NULL, reply_body = NULL, surplus = NULL, stages = '[]',
         redacted = '[]', reported_client = NULL, remote_address = '', reason = NULL, sha256 = NULL, verdict = NULL
    FROM unnest(ids, seqs) AS g (id, seq)
   WHERE c.node_id = node AND c.capture_id = g.id AND c.node_seq < g.seq;
  DELETE FROM capture_parts p WHERE p.node_id = node AND p.capture_id = ANY (ids);
  DELETE FROM marks m WHERE m.node_id = node AND m.capture_id = ANY (ids);
  DELETE FROM mark_history m WHERE m.node_id = node AND m.capture_id = ANY (ids);
END $$;

CREATE FUNCTION held_bytes() RETURNS bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
  SELECT coalesce(sum(pg_total_relation_size(i.inhrelid)), 0)::bigint FROM pg_inherits i
   WHERE i.inhparent IN ('captures'::regclass, 'capture_parts'::regclass)
$$;

CREATE FUNCTION drop_day(parent name, old name) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
BEGIN
  IF parent = 'captures' THEN
    EXECUTE format('UPDATE nodes n SET swept_seq = greatest(n.swept_seq, o.seq),
                                       swept_until = greatest(n.swept_until, o.until)
      FROM (SELECT c.node_id, max(c.node_seq) AS seq, max(c.received_at) AS until FROM %I c
             WHERE NOT c.gone AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.node_id = c.node_id
               AND m.capture_id = c.capture_id AND m.kind = ''pin'' AND m.value = ''1'')
             GROUP BY c.node_id) o WHERE o.node_id = n.node_id', old);
  END IF;
  EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, old);
  -- What is pinned stays: it falls into the partition for all others, whose range is free by now.
  EXECUTE format('INSERT INTO %I SELECT o.* FROM %I o WHERE EXISTS (SELECT 1 FROM marks m
    WHERE m.node_id = o.node_id AND m.capture_id = o.capture_id AND m.kind = ''pin'' AND m.value = ''1'')', parent, old);
  EXECUTE format('DROP TABLE %I', old);
END $$;

CREATE OR REPLACE FUNCTION sweep() RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = backstitch_team, pg_temp AS $$
DECLARE
  keep_days int := (SELECT value::int FROM meta WHERE name = 'retention_days');
  keep_bytes bigint := coalesce((SELECT value::bigint FROM meta WHERE name = 'retention_bytes'), 0);
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  old record;
  dropped int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('backstitch_team upkeep', 0)) THEN RETURN 0; END IF;
  FOR old IN
    SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day, array_agg(c.relname ORDER BY c.relname) AS names,
           array_agg(p.relname ORDER BY c.relname) AS parents
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
      JOIN pg_namespace s ON s.oid = c.relnamespace
     WHERE s.nspname = 'backstitch_team' AND p.relname IN ('captures', 'capture_parts')
       AND c.relname ~ '_d[0-9]{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < today
     GROUP BY 1 ORDER BY 1
  LOOP
    -- Days come oldest first: once one may stay, all later ones may.
    EXIT WHEN old.day >= today - keep_days AND (keep_bytes <= 0 OR held_bytes() <= keep_bytes);
    FOR n IN 1 .. array_length(old.names, 1) LOOP
      PERFORM drop_day(old.parents[n], old.names[n]);
      dropped := dropped + 1;
    END LOOP;
  END LOOP;
  DELETE FROM captures_default c WHERE c.stored_at < clock_timestamp() - make_interval(days => keep_days)
     AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.node_id = c.node_id AND m.capture_id = c.capture_id
                        AND m.kind = 'pin' AND m.value = '1');
  DELETE FROM capture_parts_default p WHERE NOT EXISTS (
    SELECT 1 FROM captures c WHERE c.node_id = p.node_id AND c.capture_id = p.capture_id);
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION held_bytes(), drop_day(name, name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held_bytes() TO backstitch_member, backstitch_reader;
`;

/** From this version of the schema on, what was made of a signature has a place there. */
export const VERDICTS_FROM = 4;
