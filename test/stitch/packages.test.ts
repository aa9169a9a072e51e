import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startSampleApp } from '../helpers/sample-app.ts';

afterEach(() => vi.unstubAllEnvs());

/** A registry of one package, as npm asks for it: the document of the package, then its archive. */
async function startRegistry(name: string, source: string) {
  const files = {
    'package/package.json': JSON.stringify({ name, version: '1.2.3', main: 'index.js' }),
    'package/index.js': source,
  };
  const tar = await packTar(
    Object.entries(files).map(([path, text]) => ({
      header: { name: path, size: Buffer.byteLength(text), type: 'file' as const },
      body: text,
    })),
  );
  const archive = gzipSync(tar);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('.tgz')) response.end(archive);
    else if (path === `/${name}`) response.end(JSON.stringify(document()));
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const document = () => ({
    name,
    'dist-tags': { latest: '1.2.3' },
    versions: {
      '1.2.3': {
        name,
        version: '1.2.3',
        dist: {
          tarball: `${url}/${name}-1.2.3.tgz`,
          integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
        },
      },
    },
  });
  return { url, [Symbol.dispose]: () => void server.close() };
}

const SOURCE = "exports = () => require('pad-to-four')(7);";

describe('a package that an app needs and does not bring', () => {
  it('is named by the error, installed when asked for, and found by the next run', async () => {
    using registry = await startRegistry(
      'pad-to-four',
      "module.exports = (n) => String(n).padStart(4, '0');",
    );
    vi.stubEnv('npm_config_registry', registry.url);
    await using app = await startSampleApp();
    const { engine, appId } = app;
    const run = async () =>
      engine.functions.try({
        appId,
        of: { kind: 'function', name: 'health' },
        source: SOURCE,
        sideEffects: 'record',
        captureId: null,
        args: '[]',
        userId: '',
      });
    const before = await run();
    expect(before.run?.error?.message).toContain("Cannot find module 'pad-to-four'");

    const done = await engine.functions.installDependency({
      appId,
      name: 'pad-to-four',
      range: '',
    });
    expect(done).toEqual({ installed: 'pad-to-four@1.2.3' });
    expect((await run()).run).toMatchObject({ error: null, result: '"0007"' });
  });

  it('says what npm said when there is no such package, and refuses a name that is none', async () => {
    using registry = await startRegistry('pad-to-four', '');
    vi.stubEnv('npm_config_registry', registry.url);
    await using app = await startSampleApp();
    const { engine, appId } = app;
    await expect(
      engine.functions.installDependency({ appId, name: 'no-such-thing', range: '' }),
    ).rejects.toMatchObject({ code: 'APP_INVALID', hint: expect.stringMatching(/404/) });
    await expect(
      engine.functions.installDependency({ appId, name: '--global', range: '' }),
    ).rejects.toMatchObject({ code: 'APP_INVALID' });
  });
});
