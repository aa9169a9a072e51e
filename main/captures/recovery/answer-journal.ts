import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';

/** What is known of a capture whose outcome never reached the disk. */
export type Known =
  | { answer: 'sent'; status: number }
  /** Its reply was handed out when the engine ended: it may have left or not. */
  | { answer: 'begun' }
  | { answer: 'none' }
  /** The machine itself went down: what was noted last may be lost. */
  | { answer: 'unknown' };

export interface AnswerJournal extends Disposable {
  /** What the engine before this one noted. */
  before(id: number): Known;
  /** Captures whose reply began under the engine before this one, and was not noted to have left. */
  begunBefore(): number[];
  /** Resolves once it is noted that the reply to a capture may leave from now on. */
  begin(id: number): Promise<void>;
  /** Says that the reply left. */
  sent(id: number, status: number): void;
  /** Says that the outcome is on disk: nothing needs to be known any more. */
  settled(id: number): void;
}

const FILE = 'answers.log';
/** Written again above this. */
const MOST_BYTES = 1024 * 1024;
/** The clock may be set a little while the machine runs. */
const SAME_BOOT_MS = 60_000;

/**
 * Notes which replies leave, beside the database and not synced: what a process has written to a
 * file outlives the process, though not a power cut. Outcomes are gathered for 25 ms; for those a
 * crash takes away, this file tells "answered" from "left unanswered".
 *
 * One line for each note: the id where a reply begins, the id and the status where it left.
 */
export function openAnswerJournal(dataDir: string): AnswerJournal {
  const path = join(dataDir, FILE);
  const old = readJournal(path);
  /** Lines of captures whose outcome is not on disk yet. */
  const open = new Map<number, string>();
  let fd = openFresh();
  let size = 0;
  let lines = '';
  /** Shared by all that wait for the write of this turn. */
  let turn: PromiseWithResolvers<void> | null = null;
  /** Once a note was lost, the file could tell an untruth: then it is gone. */
  let works = true;

  function openFresh(): number {
    const fresh = `${path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    writeSync(file, `boot ${Math.round(bootedAt())}\n${[...open.values()].join('')}`);
    renameSync(fresh, path);
    return file;
  }
  function renew(): void {
    closeSync(fd);
    fd = openFresh();
    size = 0;
  }
  /** One write for all notes of a turn. */
  function flush(): void {
    const text = lines;
    lines = '';
    const told = turn;
    turn = null;
    write(text);
    told?.resolve();
  }
  function write(text: string): void {
    try {
      const written = writeSync(fd, text);
      if (written < text.length) throw new Error('The disk took only part of a note.');
      size += written;
      if (size > MOST_BYTES) renew();
    } catch {
      // A full disk, say. Captures report it; the next start says that it does not know.
      works = false;
      rmSync(path, { force: true });
    }
  }
  function note(id: number, line: string): void {
    if (!works) return;
    if (lines === '') process.nextTick(flush);
    lines += line;
    open.set(id, (open.get(id) ?? '') + line);
  }

  return {
    before(id) {
      const known = old.notes.get(id);
      if (known !== undefined) return known;
      return { answer: old.isWhole ? 'none' : 'unknown' };
    },
    begunBefore: () =>
      [...old.notes].filter(([, { answer }]) => answer === 'begun').map(([id]) => id),
    begin(id) {
      if (!works) return Promise.resolve();
      note(id, `${id}\n`);
      turn ??= Promise.withResolvers<void>();
      return turn.promise;
    },
    sent: (id, status) => note(id, `${id} ${status}\n`),
    settled: (id) => void open.delete(id),
    [Symbol.dispose]: () => closeSync(fd),
  };
}

interface OldJournal {
  notes: Map<number, Known>;
  /** Whether nothing that was noted can be missing. */
  isWhole: boolean;
}

function readJournal(path: string): OldJournal {
  const notes = new Map<number, Known>();
  const [head = '', ...lines] = readText(path).split('\n');
  // What stands behind the last line end was not written whole.
  for (const line of lines.slice(0, -1)) {
    const [id, status] = line.split(' ');
    if (id === undefined) continue;
    const answer: Known =
      status === undefined ? { answer: 'begun' } : { answer: 'sent', status: Number(status) };
    notes.set(Number(id), answer);
  }
  const bootedThen = Number(/^boot (\d+)$/.exec(head)?.[1] ?? Number.NaN);
  return { notes, isWhole: Math.abs(bootedThen - bootedAt()) < SAME_BOOT_MS };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The first start, or an older version: nothing is known then.
    return '';
  }
}

const bootedAt = (): number => Date.now() - uptime() * 1000;
