import { createHash, randomBytes } from 'node:crypto';
import type { AgentToken } from '../../../preload/contract/interchange/mcp.ts';
import type { AgentHolder } from '../../control/agent-door.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { KeptToken, TokenStore } from './store.ts';

/** Known at a glance, by scanners of repositories and by our own redaction. */
const PREFIX = 'bstmcp_';
const MOST_TOKENS = 50;
/** Use is written down no more often than this. */
const NOTED_MS = 60_000;

interface Parts {
  store: TokenStore;
  now: () => number;
  /** Runs a write that nobody waits for. */
  later: (job: () => void) => void;
}

interface Live {
  kept: KeptToken;
  revoked: AbortController;
}

/**
 * Lasting tokens of agents. A token is 256 random bits that are told once: what is kept is their hash, which
 * needs no salt, since nobody can try them all.
 */
export function openTokenBook({ store, now, later }: Parts) {
  const byHash = new Map<string, Live>();
  for (const kept of store.all()) byHash.set(kept.hash, { kept, revoked: new AbortController() });

  return {
    /** Whose token it is, which counts as used; undefined where it is none, or none any more. */
    holderOf(token: string): AgentHolder | undefined {
      const found = byHash.get(hashOf(token));
      if (found === undefined) return undefined;
      const { kept, revoked } = found;
      const at = now();
      if (kept.lastUsedAt === null || at - kept.lastUsedAt > NOTED_MS) {
        kept.lastUsedAt = at;
        later(() => store.use(kept.id, at));
      }
      const { id, name, mayChange } = kept;
      return { id, name, mayChange, revoked: revoked.signal };
    },
    list: (): AgentToken[] => [...byHash.values()].map(({ kept }) => withoutHash(kept)),
    /** @throws BackstitchError AGENT_TOKEN_INVALID for a name that is taken, and where there are too many */
    create(input: { name: string; mayChange: boolean }): AgentToken & { token: string } {
      const taken = [...byHash.values()].some(({ kept }) => isSame(kept.name, input.name));
      if (taken) {
        throw new BackstitchError('AGENT_TOKEN_INVALID', `There is a token “${input.name}”.`, {
          hint: 'Revoke it, or choose another name.',
          field: 'name',
        });
      }
      if (byHash.size >= MOST_TOKENS) {
        const message = `There are ${MOST_TOKENS} tokens already.`;
        const hint = 'Revoke those that nobody uses.';
        throw new BackstitchError('AGENT_TOKEN_INVALID', message, { hint });
      }
      const token = PREFIX + randomBytes(32).toString('base64url');
      const made = { ...input, hash: hashOf(token), createdAt: now() };
      const kept = { ...made, id: store.add(made), lastUsedAt: null };
      byHash.set(kept.hash, { kept, revoked: new AbortController() });
      return { ...withoutHash(kept), token };
    },
    /** From now on it opens nothing, and what was asked with it is given up. */
    revoke({ id }: { id: number }): { removed: boolean } {
      const found = [...byHash.values()].find(({ kept }) => kept.id === id);
      if (found === undefined) return { removed: false };
      store.remove(id);
      byHash.delete(found.kept.hash);
      found.revoked.abort();
      return { removed: true };
    },
  };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const withoutHash = ({ hash: _hash, ...token }: KeptToken): AgentToken => token;

/** As SQLite compares names there: letters of ASCII in any case. */
const isSame = (a: string, b: string): boolean => fold(a) === fold(b);
const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
