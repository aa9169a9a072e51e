import { arch, release } from 'node:os';
import type { Database } from 'better-sqlite3';
import type { Settings, Status } from '../../preload/contract/system.ts';
import { BackstitchError } from '../lib/errors.ts';
import { DEFAULTS } from '../settings/settings.ts';
import type { Compacting } from '../store/size/compact.ts';
import { sizesOf } from '../store/size/sizes.ts';
import type { EngineOptions } from './options.ts';
import type { Rooms } from './rooms.ts';

interface Parts {
  options: Pick<EngineOptions, 'dataDir' | 'showFolder'>;
  rooms: Pick<Rooms, 'captures' | 'deliveries' | 'tunnel'>;
  db: Database;
  compacting: Compacting;
  status: () => Status;
}

/** What keeps the data directory in shape: what limits delete, what takes space, and giving it back. */
export function createUpkeep({ options, rooms, db, compacting, status }: Parts) {
  const { dataDir, showFolder } = options;
  return {
    async limitsEffect(settings: Settings) {
      const { keepDeliveryDays: days, keepDeliveryBytes: bytes } = { ...DEFAULTS, ...settings };
      return {
        ...(await rooms.captures.effectOfLimits(settings)),
        ...(await rooms.deliveries.effectOfLimits({ days, bytes })),
      };
    },
    storage: () => sizesOf(dataDir, db),
    compact: compacting.start,
    stopCompact: compacting.stop,
    async openFolder(): Promise<void> {
      try {
        if (showFolder === undefined) throw new Error('No file manager is known here.');
        await showFolder(dataDir);
      } catch (cause) {
        const hint = `The folder is ${dataDir} on the computer where Backstitch runs.`;
        throw new BackstitchError('FOLDER_NOT_OPENED', undefined, { hint, cause });
      }
    },
    /** Versions and counts alone: no address, no path, no name that somebody chose. */
    async diagnostics(): Promise<{ text: string }> {
      const { version, face, startedAt, capture, held, heldBytes } = status();
      const sizes = await sizesOf(dataDir, db);
      const { phase, config } = rooms.tunnel.get();
      const lines: [string, string | number][] = [
        ['Backstitch', version],
        ['Face', face],
        ['Started', new Date(startedAt).toISOString()],
        ['Node', process.versions.node],
        ['Electron', process.versions['electron'] ?? 'none'],
        ['System', `${process.platform} ${release()} ${arch()}`],
        ['SQLite', db.prepare('SELECT sqlite_version()').pluck().get() as string],
        ['Schema', db.pragma('user_version', { simple: true }) as number],
        ['Capture', capture.state === 'running' ? 'running' : `paused: ${capture.why}`],
        ['Captures', held],
        ['Bytes held', heldBytes],
        ...Object.entries(sizes).map(([name, bytes]): [string, number] => [`Disk: ${name}`, bytes]),
        ['Tunnel', `${config.mode}, ${phase}`],
        ['Memory', process.memoryUsage.rss()],
      ];
      return { text: lines.map(([name, value]) => `${name}: ${value}\n`).join('') };
    },
  };
}
