import type { AnswerJournal } from './answer-journal.ts';
import type { CaptureStore } from '../capture-store.ts';

/** Says of captures that an earlier run left without an outcome what is known of them. */
export function closeLeftOpen(store: CaptureStore, journal: AnswerJournal, after: number): void {
  // A stream may be older than what is looked through here: the journal names it.
  for (const id of journal.begunBefore()) store.closeStream(id);
  for (const id of store.open(after))
    if (!store.closeStream(id)) store.closeOpen(id, closing(journal.before(id)));
}

function closing(known: ReturnType<AnswerJournal['before']>) {
  switch (known.answer) {
    case 'sent': {
      const reason = 'Answered. Its outcome was not on disk yet when Backstitch stopped.';
      return { decidedBy: 'respond', status: known.status, reason };
    }
    case 'begun': {
      const reason =
        'Backstitch stopped while it answered. The answer may or may not have been sent.';
      return { decidedBy: 'respond', status: null, reason };
    }
    case 'none':
      return {
        decidedBy: 'capture',
        status: null,
        reason: 'Backstitch stopped before it answered.',
      };
    case 'unknown':
      return {
        decidedBy: 'capture',
        status: null,
        reason: 'Backstitch stopped before its outcome was on disk. It may have been answered.',
      };
  }
}
