import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { COMMANDS, menuTemplate } from '../../main/desktop/windows/menu.ts';
import { tunnelLine } from '../../main/desktop/windows/tray.ts';
import { TunnelConfig, type TunnelPhase } from '../../preload/contract/tunnel.ts';
import { electronDouble } from './electron-double.ts';
import { eventually, startDesktop, tunnelIn } from './harness.ts';

function flat(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? flat(item.submenu) : []),
  ]);
}

function template(mac: boolean, devTools = false) {
  const commands: string[] = [];
  const onCommand = (id: string): void => void commands.push(id);
  const onTunnelProgram = (): void => {};
  return {
    commands,
    items: flat(menuTemplate({ mac, name: 'Backstitch', devTools, onCommand, onTunnelProgram })),
  };
}

// Menu handlers get three arguments that ours do not read; a call without them needs this shape.
function click(item: { click?: unknown } | undefined): void {
  if (typeof item?.click !== 'function') throw new Error('Nothing to click.');
  Reflect.apply(item.click, undefined, []);
}

describe.each([
  ['macOS', true],
  ['Linux and Windows', false],
])('the menu on %s', (_name, mac) => {
  it('has every command of the page once, and each reaches the page', () => {
    const { items, commands } = template(mac);
    const ids = items.map((item) => item.id).filter((id) => id !== undefined);
    expect(ids.toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
    for (const item of items) if (item.id !== undefined) click(item);
    expect(commands.toSorted()).toEqual(ids.toSorted());
  });

  it('never takes a bare letter away from a text field', () => {
    for (const item of template(mac).items) {
      if (item.accelerator === undefined || item.accelerator.includes('+')) continue;
      // macOS ignores registerAccelerator, so there such a key may not be given at all.
      expect(mac).toBe(false);
      expect(item.registerAccelerator).toBe(false);
    }
  });

  it('shows the key of a command', () => {
    const replay = template(mac).items.find((item) => item.id === 'replay');
    expect(mac ? replay?.sublabel : replay?.accelerator).toBe(mac ? 'Key R' : 'R');
  });

  it('shows keys in turn below the label, and keys that were changed', () => {
    const find = (id: string, keymap?: unknown) =>
      flat(
        menuTemplate({
          mac,
          name: 'B',
          devTools: false,
          keymap,
          onCommand: () => {},
          onTunnelProgram: () => {},
        }),
      ).find((item) => item.id === id);
    expect(find('captures')?.sublabel).toBe('Key G C');
    expect(find('replay', { replay: ['Mod+Shift+r'] })?.accelerator).toBe('CmdOrCtrl+Shift+R');
    expect(find('replay', { replay: [] })).not.toHaveProperty('accelerator');
    expect(find('replay', { replay: [] })).not.toHaveProperty('sublabel');
    expect(find('palette', { replay: ['x'] })?.accelerator).toBe('CmdOrCtrl+K');
    expect(find('palette', 'no keymap')?.accelerator).toBe('CmdOrCtrl+K');
  });

  it('offers developer tools in a checkout only', () => {
    const hasTools = (devTools: boolean): boolean =>
      template(mac, devTools).items.some((item) => item.role === 'toggleDevTools');
    expect([hasTools(true), hasTools(false)]).toEqual([true, false]);
  });
});

it('a program for the tunnel is chosen as a file, and one that cannot be used is told of', async () => {
  const choices = [[], ['/tmp/broken.json'], ['/home/kim/tunnel.json']];
  const electron = electronDouble({ chooses: () => choices.shift() ?? [] });
  using desktop = await startDesktop({ electron });
  const [menu] = electron.menus;
  const item = flat(Array.isArray(menu) ? menu : []).find(({ label }) =>
    label?.startsWith('Tunnel through'),
  );
  click(item);
  await eventually(() => expect(electron.asked).toHaveLength(1));
  expect(electron.asked[0]).toMatchObject({ properties: ['openFile'] });
  click(item);
  await eventually(() => expect(electron.errors.join()).toContain('/tmp/broken.json is broken.'));
  click(item);
  await eventually(() => expect(desktop.window().loaded.at(-1)).toMatch(/#\/endpoints\/tunnel$/));
  expect(desktop.noted.programs).toEqual(['/tmp/broken.json', '/home/kim/tunnel.json']);
});

describe('a command of the menu', () => {
  async function desktopWithMenu() {
    const desktop = await startDesktop();
    const [menu] = desktop.electron.menus;
    const items = flat(Array.isArray(menu) ? menu : []);
    return Object.assign(desktop, {
      choose: (id: string) => click(items.find((item) => item.id === id)),
    });
  }

  it('goes to the page', async () => {
    using desktop = await desktopWithMenu();
    desktop.window().webContents.pageReady();
    desktop.choose('edit-replay');
    expect(desktop.window().webContents.sent).toEqual([['backstitch:command', 'edit-replay']]);
  });

  it('shows the key it has now, as soon as that is changed in the window', async () => {
    using desktop = await desktopWithMenu();
    desktop.prefs.publish({ keymap: { pin: ['Alt+p'] } });
    await eventually(() => {
      const menu = desktop.electron.menus.at(-1);
      const pin = flat(Array.isArray(menu) ? menu : []).find(({ id }) => id === 'pin');
      expect(pin?.accelerator).toBe('Alt+P');
    });
  });

  it('chosen before the page listens waits for it', async () => {
    using desktop = await desktopWithMenu();
    desktop.choose('settings');
    expect(desktop.window().webContents.sent).toEqual([]);
    desktop.window().webContents.pageReady();
    expect(desktop.window().webContents.sent).toEqual([['backstitch:command', 'settings']]);
  });

  it('chosen while no window is open opens one first', async () => {
    using desktop = await desktopWithMenu();
    desktop.window().webContents.pageReady();
    desktop.window().closedByUser();
    desktop.choose('endpoints');
    expect(desktop.electron.windows).toHaveLength(2);
    desktop.window().webContents.pageReady();
    expect(desktop.window().webContents.sent).toEqual([['backstitch:command', 'endpoints']]);
  });
});

describe('the tray', () => {
  const online = tunnelIn({
    phase: 'online',
    publicUrl: 'https://blue.example',
    config: TunnelConfig.parse({
      mode: 'localtunnel',
      host: 'https://lt.example',
      subdomain: 'blue',
    }),
  });

  async function desktopWithTray() {
    const desktop = await startDesktop();
    const [tray] = desktop.electron.trays;
    if (!tray) throw new Error('No tray.');
    const item = (label: string) => tray.menu.find((each) => each.label?.startsWith(label));
    return Object.assign(desktop, { tray, item });
  }

  it('tells where it captures and how the tunnel is, as it changes', async () => {
    using desktop = await desktopWithTray();
    expect(desktop.item('Capturing at http://127.0.0.1:8976')).toBeDefined();
    desktop.tunnel.publish(online);
    await eventually(() =>
      expect(desktop.tray.toolTip).toBe('Backstitch\nTunnel: online at https://blue.example'),
    );
    desktop.tunnel.publish(tunnelIn({ phase: 'failed', reason: 'the relay refused' }));
    await eventually(() =>
      expect(desktop.item('Tunnel: failed (the relay refused)')).toBeDefined(),
    );
  });

  it('switches the tunnel off, and on again the way it was on', async () => {
    using desktop = await desktopWithTray();
    desktop.tunnel.publish(online);
    await eventually(() => expect(desktop.item('Switch tunnel off')).toBeDefined());
    click(desktop.item('Switch tunnel off'));
    expect(desktop.noted.puts.at(-1)).toEqual({ ...online.config, mode: 'off' });
    // An address of one's own is filled in, but last it was the relay.
    const both = { ...online.config, url: 'https://own.example' };
    desktop.tunnel.publish({ ...online, config: both });
    desktop.tunnel.publish(tunnelIn({ config: { ...both, mode: 'off' } }));
    await eventually(() => expect(desktop.item('Switch tunnel on')).toBeDefined());
    click(desktop.item('Switch tunnel on'));
    expect(desktop.noted.puts.at(-1)).toEqual(both);
  });

  it('switches on what is filled in when it never saw the tunnel on', async () => {
    using desktop = await desktopWithTray();
    const { config } = tunnelIn();
    desktop.tunnel.publish(tunnelIn({ config: { ...config, url: 'https://own.example' } }));
    await eventually(() => expect(desktop.item('Switch tunnel on')).toBeDefined());
    click(desktop.item('Switch tunnel on'));
    expect(desktop.noted.puts.at(-1)).toMatchObject({ mode: 'url', url: 'https://own.example' });
    desktop.tunnel.publish(tunnelIn());
    await eventually(() => {
      click(desktop.item('Switch tunnel on'));
      expect(desktop.noted.puts.at(-1)).toEqual({ ...config, mode: 'localtunnel' });
    });
  });

  it('says why the tunnel could not be switched', async () => {
    using desktop = await desktopWithTray();
    desktop.engine.tunnel.put = () => Promise.reject(new Error('The relay host is no URL.'));
    desktop.tunnel.publish(tunnelIn());
    await eventually(() => expect(desktop.item('Switch tunnel on')).toBeDefined());
    click(desktop.item('Switch tunnel on'));
    await eventually(() =>
      expect(desktop.tray.toolTip).toContain('could not be changed: The relay host is no URL.'),
    );
  });

  it('opens the window and quits', async () => {
    using desktop = await desktopWithTray();
    desktop.window().closedByUser();
    click(desktop.item('Open Backstitch'));
    expect(desktop.electron.windows).toHaveLength(2);
    click(desktop.item('Quit'));
    expect(await desktop.electron.app.exited.promise).toBe(0);
  });

  it('has a line of its own for every phase of the tunnel', () => {
    const phases: TunnelPhase[] = [
      'off',
      'registering',
      'online',
      'degraded',
      'reconnecting',
      'failed',
    ];
    const lines = phases.map((phase) => tunnelLine(tunnelIn({ phase })));
    expect(new Set(lines).size).toBe(phases.length);
  });
});
