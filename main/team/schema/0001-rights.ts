/** Columns of a capture that may change after it was sent: what became of it. */
export const OUTCOME_COLUMNS = [
  'node_seq',
  'duration_us',
  'endpoint_name',
  'status',
  'decided_by',
  'reason',
  'reply_reason',
  'reply_headers',
  'reply_body',
  'reply_completed',
  'stages',
  'provider',
  'event_type',
  'delivery_id',
  'signature',
] as const;

const WRITTEN = ['captures', 'capture_parts'];

/**
 * Who may what. Rows are written only as a node that the same login made; what members do besides goes through
 * functions. Readers see all but bodies.
 */
export const RIGHTS = `
REVOKE ALL ON ALL TABLES IN SCHEMA backstitch_team FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA backstitch_team FROM PUBLIC;
GRANT USAGE ON SCHEMA backstitch_team TO backstitch_member, backstitch_reader;
GRANT SELECT ON meta, nodes, captures, capture_parts, marks, mark_history TO backstitch_member;
GRANT SELECT ON meta, nodes, captures, marks TO backstitch_reader;
GRANT INSERT ON captures, capture_parts TO backstitch_member;
GRANT UPDATE (${OUTCOME_COLUMNS.join(', ')}) ON captures TO backstitch_member;
GRANT UPDATE (appended_seq, instance, lease_until, skew_ms, last_seen, retired_at) ON nodes TO backstitch_member;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA backstitch_team TO backstitch_member;
GRANT EXECUTE ON FUNCTION first_id_at(timestamptz) TO backstitch_reader;

ALTER TABLE nodes ENABLE ROW LEVEL SECURITY;
CREATE POLICY nodes_read ON nodes FOR SELECT USING (true);
CREATE POLICY nodes_own ON nodes FOR UPDATE USING (login = session_user);
${WRITTEN.map(
  (table) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (true);
CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (is_own(node_id));
CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (is_own(node_id));`,
).join('')}
`;
