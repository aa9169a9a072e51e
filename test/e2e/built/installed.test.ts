import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { filesOf, install, ROOT } from './installation.ts';
import { nodes } from './nodes.ts';
import { FOUND, WHOLE_WAY } from './whole-way.ts';

const installed = await install();
afterAll(() => installed[Symbol.dispose]());
const { packed, folder, run, runWith, write, lend } = installed;

describe('the package', () => {
  it('holds what is built and nothing else, and brings no package of development', () => {
    const paths = packed.files.map(({ path }) => path);
    const known = /^(?:out|resources|schema)\/|^(?:package\.json|README\.md|LICENSE)$/;
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.tsx?$|\.map$/.test(path) && !path.endsWith('.d.ts'))).toEqual(
      [],
    );
    const names = ['js', 'cjs', 'd.ts', 'd.cts'].map((end) => `out/test-helper/index.${end}`);
    expect(paths).toEqual(expect.arrayContaining([...names, 'LICENSE', 'out/main/cli.js']));
    // Measured, not wished for: what comes on top should be noticed.
    console.log(
      `${(packed.size / 1e6).toFixed(2)} MB packed, ${(packed.unpackedSize / 1e6).toFixed(1)} MB unpacked, ${installed.packages().length} packages`,
    );
    // Clients for SSH, NATS, Kafka and PostgreSQL are bundled, each a chunk that is read when it is used.
    expect(packed.size).toBeLessThan(3_300_000);
    expect(installed.packages().toSorted()).toEqual([
      'backstitch',
      'better-sqlite3',
      'node-addon-api',
    ]);
  });

  it.concurrent.for(nodes())('goes the whole way on Node $major', async (node, context) => {
    if (node.folder === undefined) return context.skip(node.why);
    write({ [`whole-way-${node.major}.mjs`]: WHOLE_WAY });
    const { code, said } = await runWith(node.folder, 'node', `whole-way-${node.major}.mjs`);
    expect(code, said).toBe(0);
    const { node: version, ...found } = JSON.parse(said) as { node: string };
    expect(version).toMatch(new RegExp(`^${node.major}[.]`));
    expect(found).toEqual(FOUND);
  });

  it('lets in by its doors only', async () => {
    const script = `import('backstitch').then(() => process.exit(9), (e) => console.log(e.code))`;
    expect(await run(process.execPath, '-e', script)).toEqual({
      code: 0,
      said: 'ERR_PACKAGE_PATH_NOT_EXPORTED\n',
    });
  });

  it('has a test helper that needs nothing but Node', () => {
    const helper = join(folder, 'node_modules/backstitch/out/test-helper');
    const text = readFileSync(join(helper, 'index.cjs'), 'utf8');
    const names = [...text.matchAll(/\brequire\([`"']([^`"']+)[`"']\)/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((one) => !/^node:|^url$/.test(one))).toEqual([]);
    // The module is a door to the same code: what one throws, the other knows.
    const asked = /^import .*/gm;
    expect(readFileSync(join(helper, 'index.js'), 'utf8').match(asked)).toEqual([
      "import helper from './index.cjs';",
    ]);
    // The types are there once, too.
    expect(readFileSync(join(helper, 'index.d.ts'), 'utf8')).toBe("export * from './index.cjs';\n");
    const types = join(helper, 'index.d.cts');
    // An operation is called `import`: what asks for another file names it in quotes.
    const asks = /^import .*|.*import\(['"].*/m.exec(readFileSync(types, 'utf8'));
    expect(asks).toBe(null);
  });
});

/** A test that passes and one that fails, as somebody would write them. */
const BODY = `
  it('sees an event of Stripe', async () => {
    await b.send('stripe', { secret: 'whsec_test', event: 'invoice.paid' });
    const [capture] = await b.waitFor('event:invoice.paid');
    if (capture.json().type !== 'invoice.paid') throw new Error('another event');
  });
  it('misses an order', async () => {
    await b.waitFor('path:/orders', { withinMs: 1 });
  });`;

describe('backstitch/test', () => {
  it.concurrent('is typed for modules and for CommonJS, without any library', async () => {
    lend('typescript');
    lend('@types/node');
    lend('undici-types');
    const use = `
      async function use(): Promise<void> {
        await using b = await startBackstitch({ port: 0 });
        const [capture] = await b.waitFor('x', { count: { min: 1 } });
        const event: string | null | undefined = capture?.event;
        const { items } = await b.api.captures.list({ search: 'x', limit: 1 });
        const target: string | undefined = items[0]?.target;
        // @ts-expect-error: there is no such field.
        await b.api.captures.list({ serach: 'x' });
        // @ts-expect-error: a secret is needed.
        sign('stripe', { body: '' });
        console.log(event, target, b.api);
      }
      void use();`;
    write({
      'types/a.mts': `import { sign, startBackstitch } from 'backstitch/test';${use}`,
      'types/b.cts': `import helper = require('backstitch/test');\nconst { sign, startBackstitch } = helper;${use}`,
      'types/tsconfig.json': JSON.stringify({
        compilerOptions: {
          module: 'node16',
          target: 'es2024',
          lib: ['es2024', 'esnext.disposable'],
          types: ['node'],
          strict: true,
          noEmit: true,
        },
      }),
    });
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    expect(await run(process.execPath, tsc, '-p', 'types')).toEqual({ code: 0, said: '' });
  });

  it.concurrent('passes and fails in Vitest', async () => {
    lend('vitest');
    write({
      'in-vitest/a.test.mjs': `
        import { afterAll, beforeAll, it } from 'vitest';
        import { startBackstitch } from 'backstitch/test';
        let b;
        beforeAll(async () => { b = await startBackstitch(); });
        afterAll(() => b.stop());
        ${BODY}`,
    });
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const { code, said } = await run(process.execPath, vitest, 'run', '--root', 'in-vitest');
    expect(code).toBe(1);
    expect(said).toContain('1 failed | 1 passed');
    expect(said).toMatch(/NotSeen: 0 of “path:\/orders” within 0\.001 s, and 1 were wanted/);
  });

  it.concurrent('passes and fails in Jest, as CommonJS', async () => {
    write({
      'in-jest/a.test.js': `
        const { startBackstitch } = require('backstitch/test');
        let b;
        beforeAll(async () => { b = await startBackstitch(); });
        afterAll(() => b.stop());
        ${BODY}`,
    });
    const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
    const { code, said } = await run(process.execPath, jest, '--rootDir', 'in-jest');
    expect(code).toBe(1);
    expect(said).toContain('1 failed, 1 passed');
    expect(said).toContain('0 of “path:/orders” within 0.001 s, and 1 were wanted');
    expect(said).not.toMatch(/did not exit|open handle/i);
  });

  it.concurrent('passes and fails in node:test, in the Backstitch of backstitch run', async () => {
    write({
      'in-node/a.test.mjs': `
        import { it } from 'node:test';
        import { connectBackstitch } from 'backstitch/test';
        const b = await connectBackstitch();
        ${BODY}`,
    });
    const test = ['--', process.execPath, '--test', 'in-node/a.test.mjs'];
    const { code, said } = await run('backstitch', 'run', ...test);
    expect(code).toBe(1);
    expect(said).toMatch(/pass 1\n.*fail 1\n/s);
    expect(said).toContain('POST / 200 stripe invoice.paid');
  });

  it.concurrent('sends what `export --as fixtures` wrote, exactly and signed for now', async () => {
    ['vitest', 'stripe'].forEach(lend);
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));
    write({
      'export.mjs': `
        import { execFileSync } from 'node:child_process';
        import { loadFixture, startBackstitch } from 'backstitch/test';
        await using b = await startBackstitch();
        await b.send('stripe', {
          secret: 'whsec_test', event: 'invoice.paid', to: b.url + '/hooks/stripe', now: 1,
        });
        const body = Buffer.from('${bytes.toString('hex')}', 'hex');
        const headers = { 'Content-Type': 'application/octet-stream', 'X-Case': 'a  b' };
        await fetch(b.url + '/raw//a%2Fb?x=1&x=', { method: 'PUT', headers, body });
        const [stripe] = await b.waitFor('method:*', { count: 2 });
        for (const runner of ['vitest', 'jest', 'node']) {
          const how = ['--as', 'fixtures', '--runner', runner, '--out', 'fixtures-' + runner];
          execFileSync('backstitch', ['export', ...how, '--data-dir', b.dataDir], { stdio: 'ignore' });
          const raw = loadFixture('fixtures-' + runner + '/002-put');
          const kept = loadFixture('fixtures-' + runner + '/001-invoice-paid');
          const same = Buffer.compare(kept.body, await b.body(stripe.id)) === 0;
          console.log(raw.method, raw.target, Buffer.compare(raw.body, body), same);
        }`,
    });
    const line = 'PUT /raw//a%2Fb?x=1&x= 0 true\n';
    expect(await run(process.execPath, 'export.mjs')).toEqual({ code: 0, said: line.repeat(3) });
    const { default: Stripe } = await import('stripe');
    const came: string[] = [];
    const isRight = (path: string | undefined, header: unknown, body: Buffer): boolean =>
      path === '/hooks/stripe'
        ? // Throws for what was signed more than five minutes ago, too.
          new Stripe('sk_test').webhooks.constructEvent(body, String(header), 'whsec_test').id !==
          ''
        : body.equals(bytes);
    const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      came.push(`${request.method} ${request.url}`);
      const body = await buffer(request);
      try {
        const right = isRight(request.url, request.headers['stripe-signature'], body);
        response.writeHead(right ? 204 : 400).end();
      } catch {
        response.writeHead(401).end();
      }
    };
    const server = createServer((request, response) => void take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const set = (secret: string): string[] => [
      `TARGET=http://127.0.0.1:${port}/`,
      `STRIPE_WEBHOOK_SECRET=${secret}`,
      process.execPath,
    ];
    const runners = {
      vitest: [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', 'fixtures-vitest'],
      jest: [join(ROOT, 'node_modules/jest/bin/jest.js'), '--rootDir', 'fixtures-jest'],
      node: ['--test', 'fixtures-node/fixtures.test.mjs'],
    };
    try {
      for (const [runner, args] of Object.entries(runners)) {
        came.length = 0;
        const { code, said } = await run('env', ...set('whsec_test'), ...args);
        expect([runner, code], said).toEqual([runner, 0]);
        expect(came.toSorted(), runner).toEqual(['POST /hooks/stripe', 'PUT /raw//a%2Fb?x=1&x=']);
      }
      const wrong = await run('env', ...set('whsec_other'), ...runners.node);
      expect(wrong.code).toBe(1);
      expect(wrong.said).toMatch(/pass 1\n.*fail 1\n/s);
    } finally {
      server.close();
    }
  });

  it.concurrent('leaves nothing behind where a test forgets to stop it', async (context) => {
    // Of this test: beside others, nobody knows whose the global one's poll is.
    const { expect } = context;
    write({
      'forgets.mjs': `
        import { startBackstitch } from 'backstitch/test';
        console.log((await startBackstitch()).dataDir);`,
    });
    const { code, said } = await run(process.execPath, 'forgets.mjs');
    expect([code, said]).toEqual([0, expect.stringMatching(/backstitch-ephemeral-\w+\n$/)]);
    await expect.poll(() => spawnSync('ls', [said.trim()]).status).not.toBe(0);
  });
});

describe('docs/testing', () => {
  it.concurrent('pytest.md runs as it is written', async (context) => {
    const has = (...args: string[]): boolean => spawnSync('python3', args).status === 0;
    if (!has('--version')) return context.skip('There is no python3 on this machine.');
    const files = filesOf('docs/testing/pytest.md');
    expect(Object.keys(files)).toEqual(['backstitch_client.py', 'conftest.py', 'test_orders.py']);
    write(files);
    const calls = [...files['test_orders.py']!.matchAll(/^def (test_\w+)/gm)].map(
      ([, name]) => `    test_orders.${name}(running)\n`,
    );
    const byHand = `import test_orders\nfrom backstitch_client import backstitch\nwith backstitch() as running:\n${calls.join('')}    print('${calls.length} passed')`;
    const byPytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
    const how = has('-c', 'import pytest') ? byPytest : ['-c', byHand];
    const { code, said } = await run('python3', ...how);
    expect([code, said]).toEqual([0, expect.stringContaining('2 passed')]);
  });

  it.concurrent('ci.md runs as it is written, and fails where the shop is broken', async () => {
    const { 'ci.sh': script = '', ...files } = filesOf('docs/testing/ci.md');
    write(files);
    const right = await run('sh', '-ec', script);
    expect([right.code, right.said]).toEqual([0, expect.stringContaining('expectation held')]);
    expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toContain('failures="0"');
    write({ 'shop.mjs': files['shop.mjs']!.replace("'order.paid'", "'order.payed'") });
    const wrong = await run('sh', '-ec', script);
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('FAILED')]);
    expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toContain('<failure');
  });
});
