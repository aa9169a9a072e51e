import type pg from 'pg';
import type { Handed } from '../../deliveries/shared/lane.ts';

/**
 * Puts a message with its delivery into the team. Done twice it changes nothing, and nothing comes in for a lane that is
 * gone. Text of PostgreSQL holds no NUL and no lone surrogate.
 */
export async function handIn(
  client: pg.Client,
  nodeId: string,
  skewMs: number,
  one: Handed,
): Promise<void> {
  const at = (ms: number | null): number | null => (ms === null ? null : (ms + skewMs) / 1000);
  await client.query(
    `INSERT INTO messages (id, event_type, content_type, method, path, headers, signs, body, origin, origin_node,
                           origin_capture, created_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12)
      WHERE EXISTS (SELECT 1 FROM lanes WHERE destination_id = $13 AND state <> 'gone')
     ON CONFLICT DO NOTHING`,
    [
      one.messageId,
      one.eventType === null ? null : plain(one.eventType),
      plain(one.contentType),
      one.method,
      one.path === null ? null : plain(one.path),
      one.headers === null ? null : Buffer.from(one.headers),
      one.signs,
      one.body,
      one.origin,
      nodeId,
      one.captureId,
      at(one.createdAt),
      one.destinationId,
    ],
  );
  await client.query(
    `INSERT INTO deliveries (message_id, destination_id, state, next_at, deadline_at, base_at, slot, attempts)
     SELECT $1, $2, 'scheduled', to_timestamp($3), to_timestamp($4), to_timestamp($5), $6, $7
      WHERE EXISTS (SELECT 1 FROM lanes WHERE destination_id = $2 AND state <> 'gone')
     ON CONFLICT DO NOTHING`,
    [
      one.messageId,
      one.destinationId,
      at(one.nextAt),
      at(one.deadlineAt),
      at(one.baseAt),
      one.slot,
      one.attempts,
    ],
  );
}

const plain = (text: string): string => text.replaceAll('\0', '').toWellFormed();
