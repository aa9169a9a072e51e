import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackstitchError } from '../../main/lib/errors.ts';
import { prepareProfile } from '../../main/desktop/profile.ts';
import { fitToDisplays, readDesktopState } from '../../main/desktop/windows/window-state.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { electronDouble } from './electron-double.ts';
import { startDesktop } from './harness.ts';

function lieIn(place: Rectangle, area: Rectangle): boolean {
  return (
    place.x >= area.x &&
    place.y >= area.y &&
    place.x + place.width <= area.x + area.width &&
    place.y + place.height <= area.y + area.height
  );
}

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };

it('the page gets no Node, no webviews, its own world and a sandbox', async () => {
  using desktop = await startDesktop();
  expect(desktop.window().options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
  });
});

describe('the place of the window', () => {
  it('is the middle of the screen at the first start', async () => {
    using desktop = await startDesktop();
    expect(desktop.window().options).toMatchObject({ x: 320, y: 130, width: 1280, height: 820 });
  });

  it('is kept when the window closes and found again at the next start', async () => {
    using first = await startDesktop();
    first.window().bounds = { x: 100, y: 60, width: 900, height: 700 };
    first.window().maximized = true;
    first.window().closedByUser();

    using second = await startDesktop({ dataDir: first.dataDir });
    expect(second.window().options).toMatchObject({ x: 100, y: 60, width: 900, height: 700 });
    second.window().emit('ready-to-show');
    expect(second.window().maximized).toBe(true);
  });

  it('is kept when the app quits with the window open', async () => {
    using first = await startDesktop();
    first.window().bounds = { x: 11, y: 22, width: 1000, height: 800 };
    first.electron.app.quit();
    await first.electron.app.exited.promise;
    expect(readDesktopState(join(first.dataDir, 'desktop.json')).bounds).toEqual({
      x: 11,
      y: 22,
      width: 1000,
      height: 800,
    });
  });

  it('comes back to a screen when the one it was on is gone', async () => {
    using first = await startDesktop();
    first.window().bounds = { x: 2500, y: 100, width: 1000, height: 800 };
    first.window().closedByUser();
    const electron = electronDouble({ displays: [{ x: 0, y: 25, width: 1440, height: 875 }] });
    using second = await startDesktop({ dataDir: first.dataDir, electron });
    expect(second.window().options).toMatchObject({ x: 80, y: 52, width: 1280, height: 820 });
  });

  it.each([
    'nonsense',
    '{"bounds":{"x":1e9,"y":0,"width":1,"height":1},"maximized":false,"toldItGoesOn":false}',
    '{"bounds":"left"}',
    '[]',
  ])('a damaged file (%s) counts as none', (text) => {
    using dir = tempDir();
    const file = join(dir.path, 'desktop.json');
    writeFileSync(file, text);
    expect(readDesktopState(file)).toEqual({ bounds: null, maximized: false, toldItGoesOn: false });
  });

  it.skipIf(process.platform === 'win32')('is nobody else to read', async () => {
    using desktop = await startDesktop();
    desktop.window().closedByUser();
    expect(statSync(join(desktop.dataDir, 'desktop.json')).mode & 0o777).toBe(0o600);
  });

  it('lies wholly on one display, whatever was kept and however small the displays are', () => {
    const side = fc.integer({ min: -5000, max: 5000 });
    const length = fc.integer({ min: 1, max: 5000 });
    const rectangle = fc.record({ x: side, y: side, width: length, height: length });
    fc.assert(
      fc.property(
        fc.option(rectangle),
        fc.array(rectangle, { minLength: 1, maxLength: 4 }),
        (kept, displays) => {
          const place = fitToDisplays(kept, displays);
          expect(place.width > 0 && place.height > 0).toBe(true);
          expect(displays.some((area) => lieIn(place, area))).toBe(true);
        },
      ),
    );
  });

  it('stays exactly where it was when it fits', () => {
    const kept = { x: 40, y: 50, width: 1000, height: 700 };
    expect(fitToDisplays(kept, [SCREEN])).toEqual(kept);
  });
});

describe('the folder of Chromium', () => {
  it('lies in the data directory and is made before Electron asks for it', () => {
    using dir = tempDir();
    const profile = prepareProfile(join(dir.path, 'new', 'data'));
    expect(profile).toBe(join(dir.path, 'new', 'data', 'desktop'));
    expect(statSync(profile).isDirectory()).toBe(true);
    expect(prepareProfile(join(dir.path, 'new', 'data'))).toBe(profile);
  });

  it('that cannot be made is said in words', () => {
    using dir = tempDir();
    writeFileSync(join(dir.path, 'file'), '');
    expect(() => prepareProfile(join(dir.path, 'file'))).toThrow(BackstitchError);
  });
});

it('a page that crashes is loaded again, one that crashes again at once is left alone', async () => {
  using desktop = await startDesktop();
  const { webContents } = desktop.window();
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(webContents.reloads).toBe(1);
  desktop.clock.advance(10_000);
  webContents.emit('render-process-gone', {}, { reason: 'oom' });
  expect(webContents.reloads).toBe(2);
});
