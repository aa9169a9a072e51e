import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ADD_ONS, addOnSpecs, packageLoader } from '../../../main/lib/packages/add-ons.ts';
import { type Published, startRegistry } from '../../apps/registry.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { run } from '../harness.ts';

const before = process.env['npm_config_registry'];
afterEach(() => {
  if (before === undefined) delete process.env['npm_config_registry'];
  else process.env['npm_config_registry'] = before;
});

/** A driver that says where it comes from, and a script that must not run. */
const driver = (version: string): Published => ({
  name: 'mongodb',
  version,
  described: {
    dependencies: { bson: '1.0.0' },
    scripts: { install: "node -e \"require('fs').writeFileSync('ran', '')\"" },
  },
  files: { 'index.js': `module.exports = { from: 'the add-ons', bson: require('bson') };` },
});
const bson: Published = {
  name: 'bson',
  version: '1.0.0',
  files: { 'index.js': 'module.exports = 1;' },
};
const [wanted = ''] = addOnSpecs('mongodb');

describe('backstitch add', () => {
  it('installs into the data folder with npm, in the version of this release, and it is found first', async () => {
    using dir = tempDir();
    using registry = await startRegistry([driver(wanted.split('@')[1]!), bson]);
    process.env['npm_config_registry'] = registry.url;
    const load = packageLoader(dir.path);
    // Until then it is the one beside Backstitch.
    expect(load('mongodb')).toHaveProperty('MongoClient');
    const added = await run('add', 'mongodb', '--data-dir', dir.path);
    const folder = join(dir.path, 'addons');
    expect([added.code, added.stdout]).toEqual([0, `Installed ${wanted} into ${folder}\n`]);
    // The engine that runs has it at the next call.
    expect(load('mongodb')).toEqual({ from: 'the add-ons', bson: 1 });
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ dependencies: { mongodb: wanted.split('@')[1] } });
    expect(() => readFileSync(join(folder, 'node_modules/mongodb/ran'))).toThrow('ENOENT');
  });

  it('says what npm was asked for where it cannot, and knows no other names', async () => {
    using dir = tempDir();
    using registry = await startRegistry([]);
    process.env['npm_config_registry'] = registry.url;
    const added = await run('add', 'mongodb', '--data-dir', dir.path);
    expect(added.code).toBe(1);
    expect(added.stderr).toContain('npm could not install the packages: it ended with 1.');
    expect(added.stderr).toContain(`${join(dir.path, 'addons')} `);
    expect(added.stderr).toContain(wanted);
    expect(await run('add', 'left-pad', '--data-dir', dir.path)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('aws, mongodb'),
    });
  });
});

describe('a package that is not installed', () => {
  it('is named with both lines that install it', () => {
    using empty = tempDir();
    const load = packageLoader(empty.path, join(empty.path, 'index.js'));
    expect(() => load('mongodb')).toThrow(
      expect.objectContaining({
        code: 'ADD_ON_MISSING',
        message: `mongodb is not installed. Run: backstitch add mongodb, or beside Backstitch: npm i ${wanted}`,
      }),
    );
  });

  it('would be installed in the version that is tested here', () => {
    const lock = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'),
    ) as { packages: Record<string, { version: string }> };
    for (const addOn of Object.keys(ADD_ONS) as (keyof typeof ADD_ONS)[]) {
      expect(addOnSpecs(addOn)).toEqual(
        ADD_ONS[addOn].map((name) => `${name}@${lock.packages[`node_modules/${name}`]?.version}`),
      );
    }
  });
});
