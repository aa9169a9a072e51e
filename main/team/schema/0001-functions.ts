// cspell:ignore plpgsql ERRCODE xact hashtextextended inhrelid inhparent attnum
/** What the functions of the owner begin with: they find no table or operator of anybody else. */
const OWNER = 'SECURITY DEFINER SET search_path = backstitch_team, pg_temp';

/**
 * What members do by functions of the owner, each of which asks who they are.
 *
 * `register_node` makes a node known, or says that it is back; the login that made a node is the only one that may
 * write as it. `set_mark` writes a pin or a note; a note that somebody else changed meanwhile keeps both texts.
 * `take_back` empties captures that their node deleted. `ensure_partitions` and `sweep` are called by any node, now
 * and then; one at a time does the work.
 */
export const FUNCTIONS = `
CREATE FUNCTION first_id_at(at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT greatest(0, floor(extract(epoch FROM at) * 1000)::bigint - 1704067200000) * 4096
$$;

CREATE FUNCTION is_own(node uuid) RETURNS boolean LANGUAGE sql STABLE ${OWNER} AS $$
  SELECT EXISTS (SELECT 1 FROM nodes n WHERE n.node_id = node AND n.login = session_user)
$$;

CREATE FUNCTION register_node(node uuid, called text, of_kind text, program text)
RETURNS void LANGUAGE plpgsql ${OWNER} AS $$
BEGIN
  INSERT INTO nodes (node_id, login, name, kind, version) VALUES (node, session_user, called, of_kind, program)
  ON CONFLICT (node_id) DO UPDATE SET name = called, kind = of_kind, version = program, retired_at = NULL
    WHERE nodes.login = session_user;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another login made this node' USING ERRCODE = '42501';
  END IF;
END $$;

CREATE FUNCTION keep_mark() RETURNS trigger LANGUAGE plpgsql ${OWNER} AS $$
BEGIN
  INSERT INTO mark_history VALUES (OLD.*);
  RETURN NEW;
END $$;
CREATE TRIGGER marks_kept BEFORE UPDATE ON marks FOR EACH ROW EXECUTE FUNCTION keep_mark();

CREATE FUNCTION set_mark(by_node uuid, node uuid, capture bigint, of_kind text, text_now text, expected bigint)
RETURNS TABLE (kept text, kept_version bigint, merged boolean) LANGUAGE plpgsql ${OWNER} AS $$
DECLARE
  was marks;
  next_text text := text_now;
  differs boolean := false;
BEGIN
  IF NOT is_own(by_node) THEN
    RAISE EXCEPTION 'not a node of this login' USING ERRCODE = '42501';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(node::text || capture || of_kind, 0));
  SELECT * INTO was FROM marks m
   WHERE m.node_id = node AND m.capture_id = capture AND m.kind = of_kind FOR UPDATE;
  IF FOUND AND of_kind = 'note' AND was.version <> expected
     AND was.value <> text_now AND was.value <> '' AND text_now <> '' THEN
    differs := true;
    next_text := was.value || E'\\n--- ' || (SELECT n.name FROM nodes n WHERE n.node_id = by_node)
      || ', ' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || E' UTC\\n' || text_now;
  END IF;
  INSERT INTO marks VALUES (node, capture, of_kind, next_text, 1, by_node, clock_timestamp())
  ON CONFLICT (node_id, capture_id, kind) DO UPDATE
    SET value = next_text, version = marks.version + 1, author = by_node, at = clock_timestamp();
  RETURN QUERY SELECT m.value, m.version, differs FROM marks m
    WHERE m.node_id = node AND m.capture_id = capture AND m.kind = of_kind;
END $$;

CREATE FUNCTION take_back(node uuid, ids bigint[], seqs bigint[]) RETURNS void LANGUAGE plpgsql ${OWNER} AS $$
BEGIN
  IF NOT is_own(node) THEN
    RAISE EXCEPTION 'not a node of this login' USING ERRCODE = '42501';
  END IF;
  UPDATE captures c SET gone = true, node_seq = g.seq, body = '', parts = 0, headers = '[]', trailers = '[]',
         target = '', path = '', reply_headers = NULL, reply_body = NULL, surplus = NULL, stages = '[]',
         redacted = '[]', reported_client = NULL, remote_address = '', reason = NULL, sha256 = NULL
    FROM unnest(ids, seqs) AS g (id, seq)
   WHERE c.node_id = node AND c.capture_id = g.id AND c.node_seq < g.seq;
  DELETE FROM capture_parts p WHERE p.node_id = node AND p.capture_id = ANY (ids);
  DELETE FROM marks m WHERE m.node_id = node AND m.capture_id = ANY (ids);
  DELETE FROM mark_history m WHERE m.node_id = node AND m.capture_id = ANY (ids);
END $$;

CREATE FUNCTION ensure_partitions() RETURNS int LANGUAGE plpgsql ${OWNER} AS $$
DECLARE
  day date;
  base text;
  made int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('backstitch_team upkeep', 0)) THEN RETURN 0; END IF;
  FOR day IN SELECT d::date FROM generate_series(
    (clock_timestamp() AT TIME ZONE 'UTC')::date, (clock_timestamp() AT TIME ZONE 'UTC')::date + 7, interval '1 day') d
  LOOP
    FOREACH base IN ARRAY ARRAY['captures', 'capture_parts'] LOOP
      CONTINUE WHEN to_regclass(format('backstitch_team.%I', base || '_d' || to_char(day, 'YYYYMMDD'))) IS NOT NULL;
      BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
          base || '_d' || to_char(day, 'YYYYMMDD'), base,
          first_id_at(day::timestamp AT TIME ZONE 'UTC'), first_id_at((day + 1)::timestamp AT TIME ZONE 'UTC'));
        made := made + 1;
      EXCEPTION WHEN check_violation THEN
        -- Rows of a clock that runs ahead are in the way: that day stays in the partition for all others.
        NULL;
      END;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

CREATE FUNCTION sweep() RETURNS int LANGUAGE plpgsql ${OWNER} AS $$
DECLARE
  keep_days int := (SELECT value::int FROM meta WHERE name = 'retention_days');
  oldest date := (clock_timestamp() AT TIME ZONE 'UTC')::date - keep_days;
  old record;
  dropped int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('backstitch_team upkeep', 0)) THEN RETURN 0; END IF;
  FOR old IN
    SELECT c.relname AS name, p.relname AS parent
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
      JOIN pg_namespace s ON s.oid = c.relnamespace
     WHERE s.nspname = 'backstitch_team' AND p.relname IN ('captures', 'capture_parts')
       AND c.relname ~ '_d[0-9]{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < oldest
  LOOP
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', old.parent, old.name);
    -- What is pinned stays: it falls into the partition for all others, whose range is free by now.
    EXECUTE format('INSERT INTO %I SELECT o.* FROM %I o WHERE EXISTS (SELECT 1 FROM marks m
      WHERE m.node_id = o.node_id AND m.capture_id = o.capture_id AND m.kind = ''pin'' AND m.value = ''1'')',
      old.parent, old.name);
    EXECUTE format('DROP TABLE %I', old.name);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM captures_default c WHERE c.stored_at < clock_timestamp() - make_interval(days => keep_days)
     AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.node_id = c.node_id AND m.capture_id = c.capture_id
                        AND m.kind = 'pin' AND m.value = '1');
  DELETE FROM capture_parts_default p WHERE NOT EXISTS (
    SELECT 1 FROM captures c WHERE c.node_id = p.node_id AND c.capture_id = p.capture_id);
  RETURN dropped;
END $$;
`;
