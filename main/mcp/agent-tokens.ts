import type { Database } from 'better-sqlite3';
import { openTokenBook } from './tokens/book.ts';
import { openTokenStore } from './tokens/store.ts';

/**
 * Opens the lasting tokens of agents.
 *
 * @param parts `later` runs a write that nobody waits for
 */
export const openAgentTokens = ({
  db,
  ...parts
}: {
  db: Database;
  now: () => number;
  later: (job: () => void) => void;
}) => openTokenBook({ store: openTokenStore(db), ...parts });
