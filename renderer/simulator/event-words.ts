import type { SimulatedEvent, SimulatedSend } from '../../preload/contract/simulator.ts';
import { formatDuration } from '../ui/format.ts';

/** An event in one row of the table. */
export interface EventRow {
  number: number;
  type: string;
  sent: string;
  answers: string;
  firstMs: string;
  lastMs: string;
  remark: string;
}

export function rowOf(event: SimulatedEvent): EventRow {
  const { sends } = event;
  return {
    number: event.number,
    type: event.type,
    sent: sends.map(timeOf).join('  '),
    answers: sends.map(answerOf).join('  '),
    firstMs: tookOf(sends[0]),
    lastMs: sends.length > 1 ? tookOf(sends.at(-1)) : '',
    remark: remarkOf(event),
  };
}

/** The first with its time, the others with their distance to it. */
function timeOf(send: SimulatedSend, i: number, all: readonly SimulatedSend[]): string {
  const first = all[0]?.atMs ?? 0;
  if (i === 0) return `${(send.atMs / 1000).toFixed(2)} s`;
  const mark = send.kind === 'retry' ? 'retry ' : '';
  return `${mark}+${((send.atMs - first) / 1000).toFixed(2)}`;
}

export const answerOf = ({ status }: SimulatedSend): string =>
  status === null ? 'none' : String(status);

const tookOf = (send: SimulatedSend | undefined): string =>
  send === undefined ? '' : formatDuration(send.totalMs);

export function remarkOf(event: SimulatedEvent): string {
  if (event.sends.length === 0) return 'not sent yet';
  if (!event.accepted) return event.sends.at(-1)?.error ?? 'never answered 2xx';
  if (event.differs === 'status') return 'a duplicate got another status';
  if (event.differs === 'body') return 'a duplicate got another body';
  return event.copies > 1 ? 'duplicates answered alike' : '';
}

const KINDS = { first: 'First', duplicate: 'Duplicate', retry: 'Retry' } as const;
export const kindOf = ({ kind }: SimulatedSend): string => KINDS[kind];
