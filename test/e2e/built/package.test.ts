import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { majorIn } from './nodes.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What npm would publish: the paths in the tarball, and its `package.json`. */
async function packed() {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json'], {
    cwd: ROOT,
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    overrides: { localtunnel: { axios: string } };
  };
  return { paths: files.map(({ path }) => path), manifest };
}

it('carries the tunnel client with a maintained axios, and does not install the one it names', async () => {
  const { paths, manifest } = await packed();
  expect(paths).toContain('out/main/tunnel-session.js');
  expect(Object.keys(manifest.dependencies)).not.toContain('localtunnel');
  const session = readFileSync(join(ROOT, 'out/main/tunnel-session.js'), 'utf8');
  // By a yes or no: a failure would print the whole file.
  expect(/(?:from|require\()\s*["'`](?:localtunnel|axios)["'`]/.test(session)).toBe(false);
  expect(session.includes(`axios/${manifest.overrides.localtunnel.axios}`)).toBe(true);
});

/** A Node older than we take on this machine; undefined where there is none. */
function olderNode(): string | undefined {
  const folder = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((name) => !name.includes('node_modules'))
    .find((name) => (majorIn(name) ?? 100) < 22);
  return folder && join(folder, 'node');
}

it('says in one line that an older Node will not do', async (context) => {
  const old = olderNode();
  if (old === undefined) return context.skip('There is no older Node on this machine.');
  const { status, stdout, stderr } = spawnSync(old, [join(ROOT, 'out/main/cli.js'), 'serve'], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^backstitch: Backstitch needs Node\.js 22\.15 or later; this is [\d.]+\. .*\n$/,
  );
});
