import type { Migration } from '../../migrate.ts';

/**
 * Lasting tokens of coding agents: of each only the hash is kept. `may_change` is 1 where its agent may use tools
 * that change something, as far as the settings let any.
 */
export const agentTokens: Migration = {
  version: 29,
  name: 'agent tokens',
  changesExisting: false,
  sql: `
    CREATE TABLE agent_tokens (
      id           INTEGER PRIMARY KEY AUTOINCREMENT,
      name         TEXT NOT NULL UNIQUE COLLATE NOCASE,
      hash         TEXT NOT NULL UNIQUE,
      may_change   INTEGER NOT NULL,
      created_at   INTEGER NOT NULL,
      last_used_at INTEGER
    ) STRICT;
  `,
};
