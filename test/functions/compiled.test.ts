import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openModuleSource } from '../../main/functions/modules/index.ts';
import type { CompiledModule } from '../../main/functions/sandbox/images.ts';
import { quickjsModule } from '../../main/functions/sandbox/quickjs-module.ts';
import { openSandbox } from '../../main/functions/sandbox/sandbox.ts';
import type { WorkerOutcome } from '../../main/functions/worker-protocol.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { LIMITS, SYSTEM } from './function-room.ts';

const dir = tempDir();
afterAll(() => dir[Symbol.dispose]());
// Large enough to be worth keeping.
const FILLER = Array.from({ length: 4000 }, (_, at) => `function filler${at}() { return ${at}; }`);
function add(name: string, code: string): void {
  mkdirSync(join(dir.path, 'node_modules', name), { recursive: true });
  const file = join(dir.path, 'node_modules', name, 'index.js');
  writeFileSync(file, `${FILLER.join('\n')}\n${code}`);
}
add(
  'counter',
  "let n = 0; exports.next = () => (n += 1); exports.own = arguments.callee; exports.at = new Error('here').stack;",
);
add('broken', 'this is no code');
const modules = openModuleSource({ dependencies: [dir.path] });

/** A sandbox whose runs say which modules they had to compile. */
async function open() {
  const sandbox = await openSandbox(quickjsModule());
  return {
    sandbox,
    async run(key: string, source: string) {
      const compiled: CompiledModule[] = [];
      const outcome = await new Promise<WorkerOutcome>((done) => {
        const asked = {
          bundle: {
            appId: 'app',
            version: '1',
            app: {
              id: 'app',
              clientAppId: 'app-abcde',
              name: 'app',
              projectId: '',
              deployment: { model: 'GLOBAL', providerRegion: '' },
              lastDeployed: '',
              hostingUri: '',
            },
            environment: { tag: '', values: '{}' },
            functions: {},
            values: {},
            services: [],
            dependencies: [dir.path],
            packagesVersion: '',
          },
          request: {
            entry: { kind: 'source' as const, name: 'test', source },
            call: { kind: 'values' as const, args: '[]' },
            user: SYSTEM,
            runningAsSystem: true,
            request: null,
            limits: LIMITS,
            console: false,
          },
          leftMs: 5000,
        };
        const link = {
          send() {},
          cancel() {},
          sendAndWait: () => '{"ok":false}',
          computeElsewhere: () => ({ ok: false as const, message: 'not here' }),
          waiting() {},
          resolveModule: (json: string) => modules.answer(json),
          moduleCode(id: string) {
            const code = modules.codeOf(id);
            compiled.push({ id, code });
            return code;
          },
          done,
        };
        sandbox.run(asked, link, key).begin('0123456789abcdef0123456789abcdef');
      });
      expect(sandbox.prepare()).toBe(true);
      expect(sandbox.keep(key, compiled)).toBe(true);
      const { error, result } = outcome;
      return {
        value: error === null ? (JSON.parse(result ?? 'null') as unknown) : error.message,
        compiled: compiled.filter(({ id }) => id.startsWith('app')).map(({ id }) => id),
      };
    },
  };
}

const COUNT = "exports = () => { const { next } = require('counter'); return String(next()); };";

describe('packages that were compiled for an earlier run', () => {
  it('are not compiled again, and run again each time', async () => {
    const { run } = await open();
    expect(await run('a', COUNT)).toEqual({ value: '1', compiled: ['app:counter/index.js'] });
    for (let i = 0; i < 3; i += 1) {
      expect(await run('a', COUNT)).toEqual({ value: '1', compiled: [] });
    }
  });

  it('are those of the same sources alone', async () => {
    const { run } = await open();
    await run('a', COUNT);
    expect((await run('b', COUNT)).compiled).toEqual(['app:counter/index.js']);
    expect((await run('a', COUNT)).compiled).toEqual([]);
    expect(await run('c', "exports = () => typeof process + typeof require('path').join")).toEqual({
      value: 'undefinedfunction',
      compiled: [],
    });
  });

  it('show nothing of what a run did to them', async () => {
    const { run } = await open();
    await run('a', COUNT);
    const spoil = `exports = () => {
      const counter = require('counter');
      counter.own.spoilt = 'yes';
      counter.next();
      Map.prototype.get = () => () => { throw new Error('spoilt'); };
      Object.prototype.spoilt = 'yes';
      globalThis.left = counter;
      return 'done';
    };`;
    expect((await run('a', spoil)).value).toBe('done');
    const look = `exports = () => {
      const counter = require('counter');
      return [String(counter.own.spoilt), String(counter.next()), typeof left, String(counter.at.includes('counter/index.js') || counter.at.includes('counter%2Findex.js'))];
    };`;
    expect(await run('a', look)).toEqual({
      value: ['undefined', '1', 'undefined', 'true'],
      compiled: [],
    });
  });

  it('leave a package that does not compile to fail where it is required', async () => {
    const { run } = await open();
    const source =
      "exports = () => { try { require('broken'); } catch (error) { return error.name; } };";
    for (let i = 0; i < 3; i += 1) expect((await run('a', source)).value).toBe('SyntaxError');
    expect((await run('a', COUNT)).value).toBe('1');
  });
});
