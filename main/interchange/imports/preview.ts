import type { ImportEntry, ImportRead } from '../../../preload/contract/interchange/imports.ts';
import { headerValue } from '../../lib/headers.ts';
import { NO_TIME } from '../foreign.ts';
import type { EntryProblem, GoodEntry } from './entries.ts';

const FIRST = 10;
const PROBLEMS = 100;
const LEFT_OUT = 5;
const LEFT_OUT_LENGTH = 100;

/** Looks through a file once. */
export async function previewOf(
  entries: AsyncIterable<GoodEntry | EntryProblem>,
  isKnown: (entry: GoodEntry) => boolean,
  notes: readonly string[],
): Promise<ImportRead> {
  const read: ImportRead = {
    entries: 0,
    new: 0,
    known: 0,
    rebuilt: 0,
    redacted: 0,
    problemCount: 0,
    problems: [],
    notTakenCount: 0,
    notTaken: [],
    first: [],
    notes: [...notes],
  };
  for await (const entry of entries) {
    if ('problem' in entry) {
      read.problemCount += 1;
      const { index, problem: message } = entry;
      if (read.problems.length < PROBLEMS) read.problems.push({ index, message });
      continue;
    }
    const known = isKnown(entry);
    read.entries += 1;
    read[known ? 'known' : 'new'] += 1;
    if (entry.notTaken !== undefined) {
      read.notTakenCount += 1;
      const message = leftOut(entry.notTaken);
      if (read.notTaken.length < PROBLEMS) read.notTaken.push({ index: entry.index, message });
    }
    if (entry.rebuilt) read.rebuilt += 1;
    if (entry.capture.redacted.length > 0) read.redacted += 1;
    if (read.first.length < FIRST) read.first.push(shown(entry, known));
  }
  return read;
}

/** In words for people, as short as they read. */
function leftOut(what: readonly string[]): string {
  const named = what.slice(0, LEFT_OUT).map((one) => one.slice(0, LEFT_OUT_LENGTH));
  const more = what.length - named.length;
  return `${named.join(', ')}${more === 0 ? '' : `, and ${more} more`}`;
}

function shown({ index, capture, rebuilt, ours }: GoodEntry, known: boolean): ImportEntry {
  const { receivedAt, headers } = capture;
  return {
    index,
    receivedAt: !ours && receivedAt === NO_TIME ? null : receivedAt,
    method: capture.method,
    target: capture.target,
    host: headerValue(headers, 'host') ?? null,
    contentType: headerValue(headers, 'content-type') ?? null,
    sizeBytes: capture.body.length,
    status: capture.reply?.status ?? capture.status,
    known,
    rebuilt,
    redacted: capture.redacted.length > 0,
  };
}
