import { answerCalls } from '../../lib/child-process/answer-calls.ts';
import { openDesk } from './desk.ts';
import type { DocumentOrder, DocumentOutcome, WorkerSetup } from './worker-protocol.ts';

// The entry of a process of the document store: one order at a time. Ended by a kill.

let desk: ReturnType<typeof openDesk> | undefined;

answerCalls((order: DocumentOrder | { kind: 'open'; setup: WorkerSetup }): DocumentOutcome => {
  if (order.kind === 'open') {
    const opened = openDesk(order.setup);
    desk = opened;
    const every = Math.min(order.setup.sessionIdleMs, 10_000);
    setInterval(() => opened.sweep(Date.now()), every).unref();
    return { ok: true, result: 'null' };
  }
  if (desk === undefined) throw new Error('the store was not opened');
  return desk.answer(order);
});
