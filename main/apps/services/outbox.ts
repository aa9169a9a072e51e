import type { Database } from 'better-sqlite3';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { OutboxMessage } from '../../../preload/contract/apps/services.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { createPublisher } from '../../lib/publisher.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

export interface NewMessage {
  appId: AppId;
  service: string;
  kind: string;
  captureRowId: number | null;
  createdAt: number;
  from: string;
  to: string;
  text: string;
  args: string;
  sent: OutboxMessage['sent'];
  outcome: string;
}

interface Row {
  id: number;
  app_id: string;
  service: string;
  kind: string;
  capture_id: number | null;
  created_at: number;
  sender: string;
  recipient: string;
  text: string;
  args: string;
  sent: OutboxMessage['sent'];
  outcome: string;
}

const NEWEST = Number.MAX_SAFE_INTEGER;
const KEPT = 10_000;

export type Outbox = ReturnType<typeof openOutbox>;

/** Messages that functions sent, or would have. */
export function openOutbox(
  db: Database,
  groups: GroupCommit,
  captureIdOf: (rowId: number) => CaptureId,
) {
  const insert = db.prepare(`
    INSERT INTO outbox_messages (app_id, service, kind, capture_id, created_at, sender, recipient,
      text, args, sent, outcome)
    VALUES (:appId, :service, :kind, :captureRowId, :createdAt, :from, :to, :text, :args, :sent, :outcome)`);
  const sweep = db.prepare<[number]>('DELETE FROM outbox_messages WHERE id <= ?');
  const selectApp = db.prepare<[string, number, number], Row>(
    'SELECT * FROM outbox_messages WHERE app_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
  );
  const selectAll = db.prepare<[number, number], Row>(
    'SELECT * FROM outbox_messages WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  const clear = db.prepare<[string]>('DELETE FROM outbox_messages WHERE app_id = ?');
  const changes = createPublisher<{ changed: true }>({ changed: true });
  const view = (row: Row): OutboxMessage => ({
    id: String(row.id),
    appId: row.app_id as AppId,
    service: row.service,
    kind: row.kind,
    captureId: row.capture_id === null ? null : captureIdOf(row.capture_id),
    createdAt: row.created_at,
    from: row.sender,
    to: row.recipient,
    text: row.text,
    args: row.args,
    sent: row.sent,
    outcome: row.outcome,
  });
  return {
    async add(message: NewMessage): Promise<void> {
      await groups.commit(() => {
        const { lastInsertRowid } = insert.run(message);
        sweep.run(Number(lastInsertRowid) - KEPT);
      });
      changes.publish({ changed: true });
    },
    page(input: { appId?: AppId | undefined; limit: number; before?: string | undefined }) {
      const before = /^\d{1,15}$/.test(input.before ?? '') ? Number(input.before) : NEWEST;
      const rows =
        input.appId === undefined
          ? selectAll.all(before, input.limit + 1)
          : selectApp.all(input.appId, before, input.limit + 1);
      const items = rows.slice(0, input.limit).map(view);
      return { items, next: rows.length > input.limit ? (items.at(-1)?.id ?? null) : null };
    },
    async clear(appId: AppId): Promise<{ removed: number }> {
      const removed = await groups.commit(() => clear.run(appId).changes);
      changes.publish({ changed: true });
      return { removed };
    },
    live: (_input?: undefined, signal?: AbortSignal) => changes.subscribe(signal),
    close: (): void => changes.close(),
  };
}
