import { pbkdf2Sync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHeavy } from '../../../main/functions/host-ops/index.ts';
import { serveCli } from '../../helpers/run-cli.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { LIMITS, openFunctionRoom } from '../function-room.ts';

const DEADLINE = 300;
const limits = { ...LIMITS, timeMs: DEADLINE };
// A quarter of a second is promised on a quiet machine (test/bench); this one may be busy. Without
// the limit each of these takes minutes, or never ends.
const PATIENCE = DEADLINE + 20_000;

const MINUTES = "require('crypto').pbkdf2Sync('a', 'b', 1000000, 4096, 'sha512')";

/** Computations of the host that take longer than a run may. */
const LONG: Record<string, string> = {
  'one derivation of a long key': `exports = () => ${MINUTES}`,
  'many derivations, each below what is computed elsewhere': `exports = () => {
    for (;;) require('crypto').pbkdf2Sync('a', 'b', 20000, 16, 'sha512');
  }`,
  'a derivation that is caught and begun again': `exports = () => {
    for (;;) try { ${MINUTES} } catch {}
  }`,
  'a derivation in a promise': `exports = async () => { await 0; ${MINUTES} }`,
  'a derivation in a timer': `exports = () => new Promise(() => setTimeout(() => { ${MINUTES} }, 1))`,
  'compressing without end': `exports = () => {
    const bytes = require('crypto').randomBytes(999999);
    for (;;) require('zlib').deflateSync(bytes);
  }`,
  'compressing a lot, again and again': `exports = () => {
    const bytes = Buffer.alloc(8000000, require('crypto').randomBytes(5000));
    for (;;) require('zlib').gzipSync(bytes);
  }`,
  'hashing without end': `exports = () => {
    const bytes = Buffer.alloc(900000);
    for (;;) require('crypto').createHash('sha512').update(bytes).digest();
  }`,
};

describe('the deadline of a function', () => {
  const room = openFunctionRoom();
  // What a function runs in is there before its time begins, also for the next one.
  beforeAll(() => room.value('exports = () => 1'));
  afterAll(() => room[Symbol.asyncDispose]());

  for (const [name, source] of Object.entries(LONG)) {
    it(`holds for ${name}`, async () => {
      const started = performance.now();
      const outcome = await room.run(source, { limits });
      expect(performance.now() - started).toBeLessThan(PATIENCE);
      expect(outcome.error?.code).toBe('ExecutionTimeLimitExceeded');
      expect(await room.value('exports = () => 1')).toEqual({ $numberLong: '1' });
    });
  }

  it('lets others run meanwhile', async () => {
    const done: string[] = [];
    const own = openFunctionRoom();
    const end = () => done.push('long');
    const long = own
      .run(`exports = () => ${MINUTES}`, { limits: { ...LIMITS, timeMs: 60_000 } })
      .then(end, end);
    // The first of them comes to its end while the long one is still computing.
    await own.value('exports = () => 1');
    done.push('others');
    await own[Symbol.asyncDispose]();
    await long;
    expect(done).toEqual(['others', 'long']);
  });

  it('leaves long computations time where there is some, and their results are right', async () => {
    const value = await room.value(
      "exports = () => require('crypto').pbkdf2Sync('a', 'b', 50000, 64, 'sha512').toString('hex')",
      { limits: { ...LIMITS, timeMs: 20_000 } },
    );
    expect(value).toBe(pbkdf2Sync('a', 'b', 50_000, 64, 'sha512').toString('hex'));
  });

  it('says what is wrong with a long computation as with a short one', async () => {
    await expect(
      room.value("exports = () => require('crypto').pbkdf2Sync('a', 'b', 900000, 64, 'sha9')"),
    ).rejects.toThrow('digest "sha9" is not supported');
  });
});

describe('what is computed where it can be stopped', () => {
  const bytes = (size: number) => new ArrayBuffer(size);
  it.each([
    ['nodePbkdf2', [bytes(1), bytes(1), 1_000_000, 4096, 'sha512'], true],
    ['nodePbkdf2', [bytes(1), bytes(1), 1000, 64, 'sha512'], false],
    ['zlib', ['gzip', bytes(8_000_000)], true],
    ['zlib', ['gzip', bytes(1000)], false],
    ['nodeHash', ['sha512', bytes(60_000_000)], true],
    [
      'nodeSign',
      ['sha512', bytes(10), `-----BEGIN RSA PRIVATE KEY-----${'a'.repeat(12_000)}`],
      true,
    ],
    ['nodeHmac', ['sha256', bytes(32), bytes(10_000)], false],
    ['uuid', [], false],
  ] as const)('%s', (operation, args, heavy) => {
    expect(isHeavy(operation, [...args])).toBe(heavy);
  });
});

describe('timers that a function leaves running', () => {
  const room = openFunctionRoom();
  afterAll(() => room[Symbol.asyncDispose]());
  it.each([
    ['an interval', 'exports = () => { setInterval(() => {}, 1); return 1; }'],
    ['a timer far away', 'exports = () => { setTimeout(() => {}, 1e8); return 1; }'],
    [
      'the loser of a race',
      `exports = () => Promise.race([
        new Promise((_, no) => setTimeout(no, 1e8)), Promise.resolve(1)])`,
    ],
    [
      'an interval that logs',
      "exports = async () => { setInterval(() => console.log('x'), 1); await 0; return 1; }",
    ],
  ])('%s: what it returned counts', async (_name, source) => {
    expect(await room.value(source)).toEqual({ $numberLong: '1' });
  });

  it('does not end a run whose value is still to come', async () => {
    const source =
      'exports = () => { setInterval(() => {}, 1); return new Promise((yes) => setTimeout(yes, 20, 7)); }';
    expect(await room.value(source)).toEqual({ $numberLong: '7' });
  });
});

it('the engine stops although a function computes', async () => {
  using dir = tempDir();
  const app = join(dir.path, 'app');
  const hook = join(app, 'services/in/incoming_webhooks/w');
  mkdirSync(hook, { recursive: true });
  const write = (path: string, value: object): void =>
    writeFileSync(join(app, path), JSON.stringify(value));
  write('stitch.json', { config_version: 20180301, app_id: 'busy', name: 'busy' });
  write('services/in/config.json', { name: 'in', type: 'http', version: 1 });
  write('services/in/incoming_webhooks/w/config.json', {
    name: 'w',
    run_as_authed_user: false,
    run_as_user_id: '',
    respond_result: true,
    options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
  });
  writeFileSync(join(hook, 'source.js'), `exports = () => { console.log(1); return ${MINUTES}; }`);
  await using cli = await serveCli(join(dir.path, 'data'), '--app', app);
  const url = `${cli.ready.intake}/api/client/v2.0/app/busy/service/in/incoming_webhook/w`;
  const answer = fetch(url, { method: 'POST', body: '{}' }).then(
    (reply) => reply.status,
    () => 0,
  );
  await captured(cli.ready);
  const started = performance.now();
  expect(await cli.end('SIGTERM')).toBe(0);
  // Two seconds on a quiet machine; those in flight get theirs first.
  expect(performance.now() - started).toBeLessThan(12_000);
  await answer;
});

/** Waits until the request is in the list: the function runs from then on. */
async function captured({ control, token }: { control: string; token: string }): Promise<void> {
  for (;;) {
    const reply = await fetch(`${control}/api/v1/captures?limit=1`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const { items } = (await reply.json()) as { items: unknown[] };
    if (items.length > 0) return;
  }
}
