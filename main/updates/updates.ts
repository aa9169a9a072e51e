import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gt, valid } from 'semver';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { askRegistry } from './ask-registry.ts';

/** What was heard last; kept, so that a restart does not ask again. */
const Note = z.object({ askedAt: z.number(), latest: z.string().max(100).nullable() });
type Note = z.infer<typeof Note>;

const DAY_MS = 86_400_000;
/** How often it is looked whether a day has passed: a machine that slept lost its timers. */
const LOOK_MS = 3_600_000;
/** The start has better things to do. */
const FIRST_MS = 10_000;

export interface UpdateOptions {
  /** Of the registry; left out: npm's, or the one that npm uses here. */
  registry?: string;
  /** After the start. */
  firstMs?: number;
}

interface Parts {
  version: string;
  dataDir: string;
  clock: Clock;
  options: UpdateOptions;
  /** The switch, at any time. */
  isOn: () => boolean;
  changed: () => void;
}

/**
 * Asks once a day which version is the newest, with one request that says nothing of who asks. What does not work is
 * not told: it is of no use to anybody, and the next day comes.
 */
export function openUpdates({ version, dataDir, clock, options, isOn, changed }: Parts) {
  const file = join(dataDir, 'update.json');
  let note = readNote(file);
  const stopping = new AbortController();
  const first = setTimeout(() => void look(), options.firstMs ?? FIRST_MS).unref();
  const later = setInterval(() => void look(), LOOK_MS).unref();

  async function look(): Promise<void> {
    const now = clock.now();
    // A clock that was set back must not silence it for years.
    const isFresh = note !== undefined && now >= note.askedAt && now < note.askedAt + DAY_MS;
    if (!isOn() || isFresh) return;
    const answer = await askRegistry(options.registry ?? registryOf(process.env), stopping.signal);
    if (stopping.signal.aborted) return;
    note = { askedAt: now, latest: answer ?? note?.latest ?? null };
    try {
      writeFileSync(file, JSON.stringify(note), { mode: 0o600 });
    } catch {
      // A disk that is full is the engine's to tell.
    }
    changed();
  }

  return {
    /** The newest version, where it is newer than this one and somebody wants to know. */
    newer: (): string | null => (isOn() ? newerOf(note?.latest ?? null, version) : null),
    [Symbol.dispose](): void {
      stopping.abort();
      clearTimeout(first);
      clearInterval(later);
    },
  };
}

/** A version that is newer than ours and no trial of one; null for anything else, a registry may say what it likes. */
function newerOf(latest: string | null, version: string): string | null {
  const isOne = latest !== null && valid(latest) === latest && !/[-+]/.test(latest);
  return isOne && gt(latest, version) ? latest : null;
}

/** npx and npm tell what they start which registry they use. */
function registryOf(env: NodeJS.ProcessEnv): string {
  const told = env['npm_config_registry'] ?? '';
  return /^https:\/\//i.test(told) ? told : 'https://registry.npmjs.org';
}

function readNote(file: string): Note | undefined {
  try {
    return Note.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // None yet, or a damaged one: then it is asked.
    return undefined;
  }
}
