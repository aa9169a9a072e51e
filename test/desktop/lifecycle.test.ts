import { describe, expect, it } from 'vitest';
import { BackstitchError } from '../../main/lib/errors.ts';
import { electronDouble } from './electron-double.ts';
import { eventually, startDesktop } from './harness.ts';

const ID = '0b2k4m6p8r0';
const CAPTURE_URL = `backstitch-app://app/#/captures/${ID}`;

describe('starting', () => {
  it('opens one window on the page once the engine is up, and shows it when it is drawn', async () => {
    using desktop = await startDesktop();
    expect(desktop.electron.windows).toHaveLength(1);
    expect(desktop.window().loaded).toEqual(['backstitch-app://app/']);
    expect(desktop.window().visible).toBe(false);
    desktop.window().emit('ready-to-show');
    expect(desktop.window().visible).toBe(true);
  });

  it('a second instance leaves at once, without engine and window', async () => {
    const electron = electronDouble();
    electron.app.hasLock = false;
    let started = false;
    using desktop = await startDesktop({
      electron,
      startEngine: (usual) => {
        started = true;
        return Promise.resolve(usual);
      },
    });
    expect(started).toBe(false);
    expect(desktop.electron.windows).toHaveLength(0);
    expect(electron.app.quits).toBe(1);
  });

  it('an engine that cannot start is explained with what to do next, and the app ends with 1', async () => {
    const error = new BackstitchError('PORT_IN_USE', 'Port 8976 is already in use.', {
      hint: 'Start Backstitch with --port 0.',
    });
    using desktop = await startDesktop({ startEngine: () => Promise.reject(error) });
    expect(desktop.electron.errors.join('\n')).toContain('Port 8976 is already in use.');
    expect(desktop.electron.errors.join('\n')).toContain('Start Backstitch with --port 0.');
    expect(await desktop.electron.app.exited.promise).toBe(1);
    expect(desktop.electron.windows).toHaveLength(0);
  });

  it('takes the link scheme when installed, and leaves it alone in a checkout', async () => {
    using checkout = await startDesktop();
    expect(checkout.electron.app.schemes).toEqual([]);
    const electron = electronDouble();
    electron.app.isPackaged = true;
    using installed = await startDesktop({ electron });
    expect(installed.electron.app.schemes).toEqual(['backstitch']);
  });
});

describe('a file that is opened with Backstitch', () => {
  const preview = (n: number): string => `backstitch-app://app/#/import/import-${n}`;

  it('on the first command line is read once the engine is up, and shown before anything is imported', async () => {
    using desktop = await startDesktop({ argv: ['--port=0', '/home/kim/some.HAR'] });
    await eventually(() => expect(desktop.window().loaded.at(-1)).toBe(preview(1)));
    expect(desktop.noted.files).toEqual(['/home/kim/some.HAR']);
  });

  it('from a second instance and from the Finder brings the first to the front', async () => {
    using desktop = await startDesktop();
    const window = desktop.window();
    window.minimized = true;
    desktop.electron.app.emit('second-instance', {}, ['--x', '/tmp/a.backstitch']);
    await eventually(() => expect(window.loaded.at(-1)).toBe(preview(1)));
    expect(window).toMatchObject({ minimized: false, focused: true, visible: true });
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    desktop.electron.app.emit('open-file', event, '/tmp/b.har');
    await eventually(() => expect(window.loaded.at(-1)).toBe(preview(2)));
    expect(event.prevented).toBe(true);
    expect(desktop.noted.files).toEqual(['/tmp/a.backstitch', '/tmp/b.har']);
    expect(desktop.electron.windows).toHaveLength(1);
  });

  it('that cannot be read is told of; what is no such file is left alone', async () => {
    using desktop = await startDesktop();
    const { app, errors } = desktop.electron;
    app.emit('second-instance', {}, ['relative.har', '--har=/x.har', '/etc/passwd']);
    app.emit('open-file', { preventDefault() {} }, '/etc/shadow');
    app.emit('second-instance', {}, ['/tmp/broken.har']);
    await eventually(() => expect(errors.join()).toContain('/tmp/broken.har is broken.'));
    expect(desktop.noted.files).toEqual(['/tmp/broken.har']);
    expect(desktop.window().loaded).toEqual(['backstitch-app://app/']);
  });
});

describe('a link to a capture', () => {
  it('on the first command line opens the window on that capture', async () => {
    using desktop = await startDesktop({ argv: ['--port=0', `backstitch://capture/${ID}`] });
    expect(desktop.window().loaded).toEqual([CAPTURE_URL]);
  });

  it('from a second instance brings the first to the front, on that capture', async () => {
    using desktop = await startDesktop();
    const window = desktop.window();
    window.minimized = true;
    desktop.electron.app.emit('second-instance', {}, ['--x', `backstitch://capture/${ID}`]);
    expect(window.loaded.at(-1)).toBe(CAPTURE_URL);
    expect(window).toMatchObject({ minimized: false, focused: true, visible: true });
    expect(desktop.electron.windows).toHaveLength(1);
  });

  it('does not load the page again when that capture is open already', async () => {
    using desktop = await startDesktop({ argv: [`backstitch://capture/${ID}`] });
    desktop.electron.app.emit('second-instance', {}, [`backstitch://capture/${ID}`]);
    expect(desktop.window().loaded).toHaveLength(1);
  });

  it('that macOS hands over before the engine is up is opened when it is', async () => {
    const electron = electronDouble();
    using desktop = await startDesktop({
      electron,
      startEngine: (usual) => {
        const event = { prevented: false, preventDefault: () => (event.prevented = true) };
        electron.app.emit('open-url', event, `backstitch://capture/${ID}`);
        expect(event.prevented).toBe(true);
        return Promise.resolve(usual);
      },
    });
    expect(desktop.window().loaded).toEqual([CAPTURE_URL]);
  });

  it('that is none only brings the window to the front', async () => {
    using desktop = await startDesktop();
    desktop.electron.app.emit('second-instance', {}, ['backstitch://capture/../../settings']);
    expect(desktop.window().loaded).toEqual(['backstitch-app://app/']);
    expect(desktop.window().focused).toBe(true);
  });
});

describe('closing the window', () => {
  it('leaves capture running and says so once, over all starts', async () => {
    using first = await startDesktop();
    first.window().closedByUser();
    first.electron.app.emit('window-all-closed');
    expect(first.electron.notices.map((notice) => notice.options.title)).toEqual([
      'Backstitch keeps capturing',
    ]);
    expect(first.electron.app.quits).toBe(0);
    expect(first.noted.disposed).toBe(0);

    using second = await startDesktop({ dataDir: first.dataDir });
    second.window().closedByUser();
    second.electron.app.emit('window-all-closed');
    expect(second.electron.notices).toEqual([]);
  });

  it('a click on the dock icon opens a new one', async () => {
    using desktop = await startDesktop({ platform: 'darwin' });
    desktop.window().closedByUser();
    desktop.electron.app.emit('activate');
    expect(desktop.electron.windows).toHaveLength(2);
  });

  it('quits where no tray could be made: nothing would show that capture goes on', async () => {
    using desktop = await startDesktop({ electron: electronDouble({ hasTray: false }) });
    desktop.window().closedByUser();
    desktop.electron.app.emit('window-all-closed');
    expect(await desktop.electron.app.exited.promise).toBe(0);
    expect(desktop.noted.disposed).toBe(1);
  });
});

describe('quitting', () => {
  it('stops the engine first, takes the tray away, then ends with 0', async () => {
    using desktop = await startDesktop();
    desktop.electron.app.quit();
    expect(await desktop.electron.app.exited.promise).toBe(0);
    expect(desktop.noted.disposed).toBe(1);
    expect(desktop.electron.trays.map((tray) => tray.destroyed)).toEqual([true]);
    expect(desktop.window().visible).toBe(false);
  });

  it('asked for twice stops the engine once', async () => {
    using desktop = await startDesktop();
    desktop.electron.app.quit();
    desktop.electron.app.quit();
    await desktop.electron.app.exited.promise;
    expect(desktop.noted.disposed).toBe(1);
  });

  it('does not wait longer than five seconds for an engine that hangs', async () => {
    using desktop = await startDesktop({
      startEngine: (usual) =>
        Promise.resolve({ ...usual, [Symbol.asyncDispose]: () => new Promise<void>(() => {}) }),
    });
    let code: number | undefined;
    const exited = desktop.electron.app.exited.promise.then((given) => (code = given));
    desktop.electron.app.quit();
    desktop.clock.advance(4_999);
    await Promise.resolve();
    expect(code).toBeUndefined();
    desktop.clock.advance(1);
    await exited;
    expect(code).toBe(0);
  });

  it('while the engine still starts waits for it, stops it and opens no window', async () => {
    const electron = electronDouble();
    using desktop = await startDesktop({
      electron,
      startEngine: async (usual) => {
        await Promise.resolve();
        electron.app.quit();
        return usual;
      },
    });
    expect(await electron.app.exited.promise).toBe(0);
    expect(desktop.noted.disposed).toBe(1);
    expect(electron.windows).toHaveLength(0);
  });
});

it('the engine hears that the machine was asleep', async () => {
  using desktop = await startDesktop();
  desktop.electron.power.emit('resume');
  desktop.electron.power.emit('unlock-screen');
  await eventually(() => expect(desktop.noted.wakes).toBe(2));
});
