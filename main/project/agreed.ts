import type { ProjectKind, ProjectState } from '../../preload/contract/interchange/project.ts';
import type { Kinds } from './kinds.ts';
import { namesIn } from './references.ts';
import type { AgreedItem, openProjectStore } from './store.ts';

/** Hosts that destinations of the project may send to on this computer. */
export interface ProjectHosts {
  /** The hosts of a URL that nobody has allowed here: brokers are named several at once. */
  toAllow: (url: string) => string[];
  /** @throws BackstitchError TARGET_REFUSED */
  allow: (host: string) => Promise<void>;
  /** Whether a destination still waits, paused. */
  isPaused: (id: string) => boolean;
  /** Lets a destination send that was paused. */
  release: (id: string) => Promise<void>;
}

interface Parts {
  store: ReturnType<typeof openProjectStore>;
  kinds: Kinds;
  hosts: ProjectHosts;
}

/** What both sides agreed on, on disk and in memory, and what hangs on it: secrets that are lent, hosts that wait. */
export function openAgreed({ store, kinds, hosts }: Parts) {
  let agreed: AgreedItem[] = [];
  const all = (): readonly AgreedItem[] => agreed;

  /** Reads and writes what was agreed on about one project; the list in memory follows. */
  const rowsOf = (directory: string) => ({
    all,
    async put(row: AgreedItem): Promise<void> {
      await store.put(directory, row);
      const others = agreed.filter(({ kind, key }) => kind !== row.kind || key !== row.key);
      agreed = [...others, row];
    },
    async drop(kind: ProjectKind, key: string): Promise<void> {
      await store.remove(directory, kind, key);
      const gone = agreed.find((one) => one.kind === kind && one.key === key);
      agreed = agreed.filter((one) => one !== gone);
      if (gone !== undefined && kind !== 'order') kinds[kind].lend?.(gone.id, undefined);
    },
  });

  return {
    all,
    rowsOf,
    /** Turns to a project, or to none. */
    turnTo(directory: string | undefined): void {
      agreed = directory === undefined ? [] : store.items(directory);
    },
    /** Hands secrets to those who use them: from memory to memory, nothing is kept. */
    lend(): void {
      for (const { kind, id, file } of agreed) if (kind !== 'order') kinds[kind].lend?.(id, file);
    },
    forgetLent(): void {
      for (const { kind, id } of agreed) if (kind !== 'order') kinds[kind].lend?.(id, undefined);
    },
    hostsToAllow(): ProjectState['hosts'] {
      const found = new Map<string, ProjectState['hosts'][number]>();
      for (const { kind, key, id, file, held } of agreed) {
        if (kind !== 'destinations' || !held || !hosts.isPaused(id)) continue;
        for (const host of hosts.toAllow((file as { url: string }).url)) {
          const known = found.get(host) ?? { host, destinations: [], secrets: [] };
          known.destinations.push(key);
          known.secrets = [...new Set([...known.secrets, ...namesIn(kind, file)])];
          found.set(host, known);
        }
      }
      return [...found.values()];
    },
    /** Destinations whose host was allowed meanwhile. */
    async releaseAllowed(directory: string): Promise<void> {
      const rows = rowsOf(directory);
      for (const row of agreed.filter(({ held }) => held)) {
        if (hosts.toAllow((row.file as { url: string }).url).length > 0) continue;
        if (hosts.isPaused(row.id)) await hosts.release(row.id);
        await rows.put({ ...row, held: false });
      }
    },
  };
}
