import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

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
  expect(session).not.toMatch(/(?:from|require\()\s*["'](?:localtunnel|axios)["']/);
  expect(session).toContain(`VERSION = "${manifest.overrides.localtunnel.axios}"`);
});
