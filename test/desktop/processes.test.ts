import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { engineOf } from '../../main/command-line/connection/find-engine.ts';
import { readEngineFile } from '../../main/control/local/runtime-file.ts';
import { hostEngine } from '../../main/desktop/host-engine.ts';
import { readLaunchArguments } from '../../main/desktop/launch-arguments.ts';
import { startUtilityProcess } from '../../main/desktop/utility-process.ts';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import { openLoadingProcess } from '../../main/warehouse/loading/loading-process.ts';
import type { contract } from '../../preload/contract.ts';
import { openRoom } from '../apps/documents/room.ts';
import { openFunctionRoom } from '../functions/function-room.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { hosted, startDesktop } from './harness.ts';
import { utilityDouble } from './utility-double.ts';

const MAIN = join(import.meta.dirname, '../../main');

describe('processes of the desktop app', () => {
  it('are started through Electron, with a name, and never wait for a polite end', async () => {
    const utility = utilityDouble();
    const startProcess = startUtilityProcess(utility);
    await using room = openRoom({ startProcess, limitMs: 500 });
    await room.put([{ _id: 1, text: `${'a'.repeat(40)}!`, n: 2n ** 60n }]);
    await expect(room.ask('find', { query: { text: { $regex: '^(a+)+$' } } })).rejects.toThrow(
      'took longer than 0.5 s and was stopped',
    );
    expect(await room.ask('count')).toBe(1);
    expect(utility.started[0]).toMatchObject({
      modulePath: join(MAIN, 'apps/documents/processes/documents-process.ts'),
      options: { serviceName: 'Backstitch documents', env: {} },
    });
  });

  it('load, with bytes and large integers on the way', async () => {
    using dir = tempDir();
    await using loading = openLoadingProcess(startUtilityProcess(utilityDouble()), dir.path);
    const profile = {
      primaryKey: [],
      loading: 'append',
      nested: 'json',
      detectTimestamps: false,
      reservedNames: 'reject-record',
    } as const;
    const bytes = new TextEncoder().encode('{"a":1,"b":"é"}');
    const told = { contentType: undefined, contentEncoding: undefined, chosen: null };
    const item = { captureId: 1, receivedAt: 0, bytes, ...told };
    const at = { file: 'schema_shop.sqlite', profile: { ...profile, primaryKey: [] } };
    const report = await loading.call('load', { ...at, items: [{ ...item, firstSeq: 2n ** 60n }] });
    expect(report).toMatchObject({ records: 1, rows: 1, rejected: 0 });
    await expect(loading.call('load', { ...at, file: '../x\0', items: [] })).rejects.toBeInstanceOf(
      Error,
    );
  });

  it('compute for functions', async () => {
    const utility = utilityDouble();
    await using room = openFunctionRoom({ startProcess: startUtilityProcess(utility) });
    const hash = await room.value(
      "exports = () => require('crypto').pbkdf2Sync('a', 'b', 40000, 8, 'sha1').length",
      { limits: { ...room.limits, timeMs: 20_000 } },
    );
    expect(hash).toEqual({ $numberLong: '8' });
    expect(utility.started).toHaveLength(1);
  });

  it('answer the SQL console of the real engine', async () => {
    using dir = tempDir();
    const utility = utilityDouble();
    const args = readLaunchArguments(['--port=0', `--data-dir=${dir.path}`]);
    await using engine = await hostEngine(args, pino({ level: 'silent' }), hosted(utility));
    // Commands find it without a port.
    const told = readEngineFile(args.dataDir);
    expect(told).toMatchObject({ face: 'desktop', control: null, intake: engine.intakeUrl });
    expect((await engineOf(args.dataDir))?.name).toBe(told?.socket);
    using desktop = await startDesktop({
      startEngine: () => Promise.resolve({ ...engine, [Symbol.asyncDispose]: async () => {} }),
    });
    desktop.window().webContents.pageReady();
    const port = desktop.window().webContents.posted.at(-1)?.ports[0];
    if (!port) throw new Error('No port came over.');
    const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ port }));
    port.start();
    const { rows } = await client.sql.run({ sql: 'select count(*) from captures' });
    expect(rows).toEqual([[0]]);
    expect(utility.started.map(({ options }) => options.serviceName)).toEqual([
      'Backstitch reader',
    ]);
    port.close();
  });

  it('are refused where Electron would be started as if it were Node', () => {
    const order = { name: 'x', entry: new URL('file:///x'), environment: 'none' } as const;
    const events = { message: () => {}, exit: () => {} };
    Object.defineProperty(process.versions, 'electron', { value: '45.0.0', configurable: true });
    try {
      expect(() => startNodeProcess(order, events)).toThrow('needs utilityProcess');
    } finally {
      Reflect.deleteProperty(process.versions, 'electron');
    }
  });
});

/** Files that start a program which is not ours, all of them on plain Node or a foreign program. */
const FOREIGN = [
  // npm, for `backstitch add`.
  'command-line/actions/server/add.ts',
  // What stands behind `backstitch run --`.
  'command-line/running/child.ts',
  // The installer of Electron's package, from Node, before there is an Electron.
  'command-line/serving/fetch-electron.ts',
  // The browser, the editor: programs of the system.
  'command-line/serving/open-browser.ts',
  // Electron, from Node.
  'command-line/serving/open-desktop.ts',
  // Backstitch itself, by the Node that runs `backstitch mcp --start`: only the command line does so.
  'command-line/serving/start-quietly.ts',
];
// The program of a tunnel, which is no JavaScript of ours; and the system's own that tell and end it.
const TUNNELS = ['tunnel/sessions/command/pid-file.ts', 'tunnel/sessions/command/process.ts'];
// Another engine, for a test: its own Node, as that of the desktop app is none.
const THE_ONES = ['lib/child-process/private-engine.ts', 'lib/child-process/start-node-process.ts'];

describe('the source', () => {
  const files = readdirSync(MAIN, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => relative('.', name).replaceAll('\\', '/'));
  const naming = (pattern: RegExp): string[] =>
    files.filter((name) => pattern.test(readFileSync(join(MAIN, name), 'utf8'))).toSorted();

  it('starts processes in two places, and foreign programs where it is said why', () => {
    expect(naming(/from 'node:(?:child_process|cluster)'/)).toEqual([
      ...FOREIGN,
      ...THE_ONES,
      ...TUNNELS,
    ]);
  });

  it('takes the executable for Node only where it is', () => {
    expect(naming(/process\.execPath|process\.argv0|npm_node_execpath/)).toEqual([
      'command-line/serving/fetch-electron.ts',
      'command-line/serving/start-quietly.ts',
      'lib/child-process/private-engine.ts',
    ]);
  });

  it('ends no thread that holds a native database', () => {
    const threads = naming(/new Worker\(/);
    expect(threads).toEqual([
      'apps/config/archives/thread.ts',
      'compare/thread.ts',
      'expectations/thread.ts',
      'functions/pool-worker.ts',
      'interchange/redaction/own/thread.ts',
      'lib/child-process/parent.ts',
      'senders/trials/thread.ts',
      'store/checkpoints/checkpoints.ts',
      'tunnel/sessions/localtunnel/localtunnel.ts',
      'tunnel/sessions/ssh/ssh.ts',
    ]);
    const entries = ['apps/config/archives/worker.ts', 'functions/function-worker.ts'];
    const others = [
      'compare/worker.ts',
      'expectations/worker.ts',
      'interchange/redaction/own/worker.ts',
      'senders/trials/worker.ts',
      'tunnel/sessions/localtunnel/localtunnel-worker.ts',
      'tunnel/sessions/ssh/ssh-worker.ts',
    ];
    for (const entry of [...entries, ...others]) {
      expect(importsOf(entry), entry).not.toContain('better-sqlite3');
    }
    // This one has a connection: it closes it and ends by itself.
    expect(importsOf('store/checkpoints/worker.ts')).toContain('better-sqlite3');
    expect(readFileSync(join(MAIN, 'store/checkpoints/checkpoints.ts'), 'utf8')).not.toMatch(
      /terminate\(/,
    );
    expect(importsOf('apps/documents/processes/documents-process.ts')).toContain('better-sqlite3');
  });
});

/** Packages that a file loads, with all that it imports of ours. */
function importsOf(entry: string, seen = new Set<string>()): string[] {
  if (seen.has(entry)) return [];
  seen.add(entry);
  const text = readFileSync(join(MAIN, entry), 'utf8');
  const names = [...text.matchAll(/^(?:import|export) (?!type)[^;]*?from '([^']+)'/gm)].map(
    ([, name]) => name ?? '',
  );
  return names.flatMap((name) =>
    name.startsWith('.') ? importsOf(join(entry, '..', name).replaceAll('\\', '/'), seen) : [name],
  );
}
