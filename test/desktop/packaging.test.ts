import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Packager } from 'electron-builder';
import { describe, expect, it } from 'vitest';
import { LINK_SCHEME } from '../../main/desktop/deep-link.ts';
import { OPENED_ENDINGS } from '../../main/desktop/opened-file.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Reads and checks a configuration the way electron-builder does before it builds. */
async function checked(config: string) {
  const packager = new Packager({ projectDir: ROOT, config });
  await packager.validateConfig();
  return packager.config;
}

const read = () => checked('electron-builder.yml');

/** Width and height as the header of a PNG file states them. */
function pngSize(file: string): [number, number] {
  const bytes = readFileSync(join(ROOT, 'resources', file));
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('the installers', () => {
  it('are described in a way electron-builder accepts', async () => {
    expect(await read()).toMatchObject({
      appId: 'dev.backstitch.desktop',
      productName: 'Backstitch',
    });
  });

  it('offer to open the files that are opened, and no others', async () => {
    const { fileAssociations } = await read();
    const endings = [fileAssociations ?? []].flat().map(({ ext }) => ext);
    expect(endings).toEqual(OPENED_ENDINGS);
  });

  it('would be refused with a key that does not exist', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'misspelt.yml');
    writeFileSync(file, 'appId: x\nproductNam: Backstitch\n');
    await expect(checked(file)).rejects.toThrow(/productNam/);
  });

  it('are an AppImage and a deb, a dmg and an nsis setup', async () => {
    const { linux, mac, win } = await read();
    const arch = ['x64', 'arm64'];
    expect(linux?.target).toEqual([
      { target: 'AppImage', arch },
      { target: 'deb', arch },
    ]);
    expect(mac?.target).toEqual([{ target: 'dmg', arch }]);
    expect(win?.target).toEqual([{ target: 'nsis', arch }]);
    expect(linux?.category).toBe('Development');
    expect(mac?.category).toBe('public.app-category.developer-tools');
  });

  it('ask no host for anything while they are built', async () => {
    expect((await read()).publish).toBe(null);
  });

  it('can be notarised: a hardened runtime, with the one entitlement that Chromium needs', async () => {
    const { mac } = await read();
    expect(mac?.hardenedRuntime).toBe(true);
    expect(mac?.entitlementsInherit).toBe(mac?.entitlements);
    const list = readFileSync(join(ROOT, String(mac?.entitlements)), 'utf8');
    const keys = [...list.matchAll(/<key>(.*)<\/key>\s*<true\/>/g)].map(([, key]) => key);
    expect(keys).toEqual(['com.apple.security.cs.allow-jit']);
  });

  it('register the scheme of the links to captures', async () => {
    const { protocols } = await read();
    expect([protocols ?? []].flat().flatMap(({ schemes }) => schemes)).toEqual([LINK_SCHEME]);
  });

  it('hold the build, the icons and the database library as a file of its own', async () => {
    const config = await read();
    const [files] = [config.files ?? []].flat();
    const filter = typeof files === 'object' && files !== null ? files.filter : [];
    expect(filter).toEqual(expect.arrayContaining(['out/**', 'resources/**', 'package.json']));
    expect(config.asarUnpack).toContain('**/*.node');
    expect(config.npmRebuild).toBe(false);
  });

  it('turn off the switches that would make the app a plain Node', async () => {
    expect((await read()).electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
      onlyLoadAppFromAsar: true,
    });
  });
});

describe('the icon', () => {
  it('stands where the installers look for it, large enough for each of them', async () => {
    const { linux, mac, win } = await read();
    for (const icon of [linux?.icon, mac?.icon, win?.icon]) {
      expect(existsSync(join(ROOT, String(icon)))).toBe(true);
    }
    expect(pngSize('icon.png')).toEqual([1024, 1024]);
  });

  it('has the sizes of each tray', () => {
    expect(pngSize('tray-16.png')).toEqual([16, 16]);
    expect(pngSize('tray-32.png')).toEqual([32, 32]);
    expect(pngSize('trayTemplate.png')).toEqual([16, 16]);
    expect(pngSize('trayTemplate@2x.png')).toEqual([32, 32]);
  });
});
