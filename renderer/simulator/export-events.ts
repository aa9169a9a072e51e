import type { SimulatedEvent, Simulation } from '../../preload/contract/simulator.ts';
import { api } from '../api/client.ts';
import { csvText } from '../sql/export-result.ts';
import { downloadBytes } from '../ui/platform/download.ts';
import { readProblem } from '../ui/read-problem.ts';
import { toast } from '../ui/toast.tsx';
import { kindOf } from './event-words.ts';

const PAGE = 1000;

const COLUMNS = [
  'event',
  'webhook_id',
  'type',
  'sending',
  'at_ms',
  'status',
  'took_ms',
  'error',
  'body_sha256',
  'differs',
];

/** All events as a file: one row per sending, or the whole result. */
export async function saveEvents(simulation: Simulation, kind: 'csv' | 'json'): Promise<void> {
  try {
    const events = await allEvents(simulation.id);
    const name = `simulation-${new Date(simulation.startedAt).toISOString().slice(0, 19).replaceAll(':', '')}`;
    const text =
      kind === 'csv'
        ? `${sendsAsCsv(events)}\r\n`
        : `${JSON.stringify({ ...simulation, items: events }, null, 2)}\n`;
    downloadBytes(text, `${name}.${kind}`);
  } catch (error) {
    toast({ title: 'Not written', description: readProblem(error).message, tone: 'bad' });
  }
}

async function allEvents(id: string): Promise<SimulatedEvent[]> {
  const events: SimulatedEvent[] = [];
  for (;;) {
    const { total, items } = await api.simulator.events({
      id,
      offset: events.length,
      limit: PAGE,
    });
    events.push(...items);
    if (items.length === 0 || events.length >= total) return events;
  }
}

export function sendsAsCsv(events: readonly SimulatedEvent[]): string {
  const rows = events.flatMap((event) =>
    event.sends.map((send) => [
      event.number,
      event.id,
      event.type,
      kindOf(send),
      send.atMs,
      send.status,
      send.totalMs,
      send.error,
      send.bodyHash,
      event.differs,
    ]),
  );
  return csvText({ columns: COLUMNS, rows });
}
