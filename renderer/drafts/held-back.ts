import type { DraftOf, KeptValue } from './held.ts';

/** What waits for the engine, as it is kept for this tab. */
export interface HeldBack extends DraftOf {
  value: KeptValue;
  rev: number;
  at: number;
  session: string;
  /**
   * What was sent last, as JSON, where that is another text: the engine may have it, though no answer came
   * before the page was loaded again.
   */
  sent?: string | undefined;
}

const NAME = 'backstitch.drafts';
const MOST_CHARACTERS = 4_000_000;

/**
 * Drafts that the engine could not take yet, kept for as long as the tab lives: a page that is loaded
 * again still has them. The newest stay where not all have room.
 */
export function openHeldBack(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  return {
    read(): HeldBack[] {
      try {
        const read: unknown = JSON.parse(storage.getItem(NAME) ?? '[]');
        return Array.isArray(read) ? read.filter(isHeldBack) : [];
      } catch {
        // Not ours, or no storage allowed: there is nothing to take up.
        return [];
      }
    },
    /** @param waiting all that waits, in place of what waited before */
    write(waiting: readonly HeldBack[]): void {
      try {
        if (waiting.length === 0) storage.removeItem(NAME);
        else storage.setItem(NAME, packed(waiting));
      } catch {
        // Full or forbidden: the texts stay in memory.
      }
    },
  };
}

function packed(waiting: readonly HeldBack[]): string {
  let room = MOST_CHARACTERS;
  const newestFirst = waiting.toSorted((a, b) => b.at - a.at).map((one) => JSON.stringify(one));
  return `[${newestFirst.filter((text) => (room -= text.length + 1) > 0).join()}]`;
}

function isHeldBack(one: unknown): one is HeldBack {
  return (
    typeof one === 'object' &&
    one !== null &&
    'key' in one &&
    typeof one.key === 'string' &&
    'kind' in one &&
    typeof one.kind === 'string' &&
    'base' in one &&
    (one.base === null || typeof one.base === 'string') &&
    'rev' in one &&
    typeof one.rev === 'number' &&
    'at' in one &&
    typeof one.at === 'number' &&
    'session' in one &&
    typeof one.session === 'string' &&
    (!('sent' in one) || typeof one.sent === 'string') &&
    'value' in one &&
    typeof one.value === 'object' &&
    one.value !== null &&
    'now' in one.value
  );
}
