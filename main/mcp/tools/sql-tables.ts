/** What `query_sql` says of the views; their columns are those of `main/warehouse/engine-views.ts`. */
export const ENGINE_TABLES_TOLD =
  'Views: captures (id, received_at, method, target, path, endpoint_name, size_bytes, content_type, status, ' +
  'decided_by, reason, duration_us, via_tunnel, replay_of, note, headers as JSON, body as text, endpoint_id, ' +
  'provider, event_type), endpoints, deliveries, attempts, runs, outages. captures.id is a number here: SELECT id AS capture_id to be told the ids that get_capture takes. ' +
  "JSON: json_extract(body, '$.type').";

/** And of what integrations loaded. */
export const SCHEMAS_TOLD =
  'Rows that integrations loaded are in SCHEMA.data and its like: status names the schemas, SELECT name, sql FROM ' +
  'SCHEMA.sqlite_schema their tables and columns.';
