import { answerCalls } from '../../../lib/child-process/answer-calls.ts';
import { openLocalStore } from './local-store.ts';
import type { DocumentOrder, DocumentOutcome, WorkerSetup } from './worker-protocol.ts';

// The entry of a process of the document store: one order at a time. Ended by a kill.

let store: ReturnType<typeof openLocalStore> | undefined;

answerCalls((order: DocumentOrder | { kind: 'open'; setup: WorkerSetup }): DocumentOutcome => {
  if (order.kind === 'open') {
    const opened = openLocalStore(order.setup);
    store = opened;
    const every = Math.min(order.setup.sessionIdleMs, 10_000);
    setInterval(() => opened.sweep(Date.now()), every).unref();
    return { ok: true, result: 'null' };
  }
  if (store === undefined) throw new Error('the store was not opened');
  return store.answer(order);
});
