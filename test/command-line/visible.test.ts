import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visible, visibleJson } from '../../main/lib/visible.ts';
import { runCli } from '../helpers/run-cli.ts';
import { SAMPLE } from '../helpers/sample-app.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const NAME = 'shop\u001b]0;X\u0007\u009b31m\nbackstitch: all is well \u202egnp.exe';

it('writes out what a terminal would obey, and nothing else', { timeout: 60_000 }, () => {
  expect(visible(NAME)).toBe(
    'shop\\u001b]0;X\\u0007\\u009b31m\\u000abackstitch: all is well \\u202egnp.exe',
  );
  expect(visible('Zoë 日本語 👩‍👧 شما \u{1f1e9}')).toBe('Zoë 日本語 👩‍👧 شما \u{1f1e9}');
  expect(visible('\ud800 \u{e0041}')).toBe('\\ud800 \\u{e0041}');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(OBEYED);
      expect(visible(text)).not.toContain('\n');
    }),
  );
});

it('leaves JSON what it was', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
      expect(JSON.parse(visibleJson(json))).toEqual(JSON.parse(json));
      expect(visibleJson(json)).not.toMatch(OBEYED);
    }),
  );
});

it('holds for what the commands print of an app, a destination and a path', async () => {
  using dir = tempDir();
  const app = join(dir.path, 'app');
  cpSync(SAMPLE, app, { recursive: true });
  const file = join(app, 'realm_config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...config, name: NAME, app_id: `${NAME}-abcde` }));
  const data = ['--data-dir', join(dir.path, 'data')];
  for (const run of [
    await runCli('import', app, ...data),
    await runCli('import', app, '--json', ...data),
    await runCli('export-app', join(dir.path, `out-${NAME}`), ...data),
    await runCli('deliver', NAME, file, ...data),
    await runCli('serve', `--no\u001b[31m`, ...data),
    await runCli('export-app', join(dir.path, 'other'), '--app', NAME, ...data),
  ]) {
    expect(`${run.stdout}${run.stderr}`.length).toBeGreaterThan(0);
    expect(run.stdout + run.stderr).not.toMatch(OBEYED);
  }
}, 60_000);
