import type { Migration } from '../../migrate.ts';

/**
 * Order by key, rules by status, notices, and how much deliveries take.
 *
 * A delivery that waits behind another one of its key has no `next_attempt_at`, so that the queue
 * never looks at it. Deliveries end in many places, one by one and thousands at once: the trigger
 * lets the next of the key go wherever that is.
 */
export const deliveryRules: Migration = {
  version: 14,
  name: 'delivery rules',
  changesExisting: true,
  sql: `
    ALTER TABLE deliveries ADD COLUMN order_key TEXT;
    CREATE INDEX deliveries_by_key ON deliveries (destination_id, order_key, next_attempt_at)
      WHERE finished_at IS NULL AND order_key IS NOT NULL;
    CREATE TRIGGER deliveries_next_of_key AFTER UPDATE OF finished_at ON deliveries
      WHEN NEW.order_key IS NOT NULL AND OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM deliveries
           WHERE destination_id = NEW.destination_id AND order_key = NEW.order_key
             AND finished_at IS NULL AND next_attempt_at > 0)
    BEGIN
      UPDATE deliveries SET next_attempt_at = NEW.finished_at
       WHERE seq = (
         SELECT seq FROM deliveries
          WHERE destination_id = NEW.destination_id AND order_key = NEW.order_key
            AND finished_at IS NULL AND next_attempt_at IS NULL
          ORDER BY seq LIMIT 1);
    END;

    CREATE TABLE delivery_notices (
      id             INTEGER PRIMARY KEY AUTOINCREMENT,
      at             INTEGER NOT NULL,
      destination_id TEXT NOT NULL REFERENCES destinations (id),
      kind           TEXT NOT NULL,
      text           TEXT NOT NULL,
      times          INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE delivery_sizes (
      one   INTEGER PRIMARY KEY CHECK (one = 1),
      bytes INTEGER NOT NULL
    ) STRICT;
    INSERT INTO delivery_sizes (one, bytes)
    SELECT 1,
           (SELECT coalesce(sum(length(body)), 0) FROM delivery_messages)
         + (SELECT coalesce(sum(length(response_body)), 0) FROM delivery_attempts);

    UPDATE destinations
       SET settings = json_set(json_remove(settings, '$.stopOn'), '$.statusRules',
             CASE WHEN json_array_length(settings, '$.stopOn') > 0
               THEN json_array(json_object('action', 'stop', 'statuses',
                 (SELECT group_concat(value, ', ') FROM json_each(settings, '$.stopOn'))))
               ELSE json_array() END);
  `,
};
