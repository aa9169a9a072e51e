import { getHeapStatistics } from 'node:v8';
import { MongoDBError } from './mongo-error.ts';

// Running out of heap inside one of V8's own array functions ends the process, and the dry runs in it:
// see NOTES.md. So it gives up on a call well before that: the other half of the heap is what may be used
// between two looks.
const SOFT_LIMIT = getHeapStatistics().heap_size_limit / 2;
/** The heap a process gets. */
export const HARD_LIMIT_MB = 1536;

const LOOK_EVERY = 4_000_000;

/** As many elements as fit into a document of 16 MB, about. */
const MAX_ELEMENTS = 1_000_000;
const MAX_TEXT = 16_000_000;

// One count for the process: a look costs microseconds, an addition nothing.
let unseen = 0;

/**
 * Told what is about to be used, roughly, in bytes.
 *
 * @throws MongoDBError where the heap is too full to go on.
 */
export function spend(bytes: number): void {
  unseen += bytes;
  if (unseen < LOOK_EVERY) return;
  unseen = 0;
  if (getHeapStatistics().used_heap_size > SOFT_LIMIT) {
    throw new MongoDBError('the call needs more memory than the store may use');
  }
}

/** Refuses what one operator may not make: arrays and texts larger than a document can be. */
export function checkSize(value: unknown): void {
  if (Array.isArray(value)) {
    checkElements(value.length);
    spend(value.length * 8);
  } else if (typeof value === 'string') {
    checkText(value.length);
    spend(value.length);
  }
}

export function checkElements(count: number): void {
  if (count > MAX_ELEMENTS) throw new MongoDBError('an array would be larger than 16 MB');
}

export function checkText(length: number): void {
  if (length > MAX_TEXT) throw new MongoDBError('a text would be larger than 16 MB', 16493);
}
