import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { captureUrl, LINK_SCHEME, routeUrl } from './deep-link.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { DesktopEngine } from './engine-port.ts';
import { installMenu } from './windows/menu.ts';
import { notifyOfArrivals, notifyOfNotices } from './notify.ts';
import { createTray, type TunnelTray } from './windows/tray.ts';
import { createMainWindow, type MainWindow } from './windows/windows.ts';

export interface DesktopOptions {
  electron: ElectronParts;
  startEngine: () => Promise<DesktopEngine>;
  dataDir: string;
  /** Folder of the built page, file of the built preload script, folder of the icons. */
  paths: { page: string; preload: string; resources: string };
  argv: readonly string[];
  platform: NodeJS.Platform;
  log: Log;
  clock?: Clock;
}

export interface Running {
  engine: DesktopEngine;
  window: MainWindow;
  tray: TunnelTray | undefined;
  /** Ends the live streams. */
  streams: AbortController;
}

/** Puts a running engine, its window and its tray together, and what follows the engine. */
export function assemble(
  options: DesktopOptions,
  engine: DesktopEngine,
  clock: Clock,
  { open, chooseProgram }: { open: () => void; chooseProgram: () => Promise<void> },
): Running {
  const { electron, log, paths, platform } = options;
  const { app } = electron;
  const streams = new AbortController();
  const window = createMainWindow({
    electron,
    clock,
    dataDir: options.dataDir,
    preload: paths.preload,
    icon: join(paths.resources, 'icon.png'),
    servePort: (port) => engine.servePort(port),
    onProblem: (what, error) => log.warn({ err: error }, what),
  });
  app.setAppUserModelId('dev.backstitch.desktop');
  // A checkout must not take the scheme from an installed Backstitch.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  const lost = (error: unknown): void => log.error({ err: error }, 'a live stream broke');
  const showMenu = (keymap?: unknown): void =>
    installMenu(electron.Menu, {
      mac: platform === 'darwin',
      name: app.name,
      devTools: !app.isPackaged,
      keymap,
      onCommand: (id) => window.send(id),
      onTunnelProgram: () => void chooseProgram().catch(lost),
    });
  showMenu();
  const tray = trayIfThereIsOne(options, engine, open);
  followTunnel(engine, tray, streams.signal).catch(lost);
  followKeys(engine, streams.signal, showMenu).catch(lost);
  notifyOfArrivals(engine.arrivals(streams.signal), {
    Notification: electron.Notification,
    settings: () => engine.settings(),
    isFocused: window.isFocused,
    openCapture: (id) => window.show(captureUrl(id)),
    clock,
  }).catch(lost);
  notifyOfNotices(engine.notices(streams.signal), {
    Notification: electron.Notification,
    open: (route) => window.show(routeUrl(route)),
  }).catch(lost);
  return { engine, window, tray, streams };
}

function trayIfThereIsOne(
  options: DesktopOptions,
  engine: DesktopEngine,
  open: () => void,
): TunnelTray | undefined {
  try {
    return createTray({
      electron: options.electron,
      resources: options.paths.resources,
      platform: options.platform,
      intakeUrl: engine.intakeUrl,
      putTunnel: (config) => engine.tunnel.put(config),
      onOpen: open,
      onQuit: () => options.electron.app.quit(),
    });
  } catch (error) {
    options.log.warn({ err: error }, 'no tray on this desktop; closing the window quits');
    return undefined;
  }
}

/** The menu shows the keys as they are: it is made again where they were changed. */
async function followKeys(
  engine: DesktopEngine,
  signal: AbortSignal,
  showMenu: (keymap: unknown) => void,
): Promise<void> {
  let before: string | undefined;
  for await (const { keymap } of engine.prefs(signal)) {
    const now = JSON.stringify(keymap);
    if (now !== before) showMenu(keymap);
    before = now;
  }
}

async function followTunnel(
  engine: DesktopEngine,
  tray: TunnelTray | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!tray) return;
  for await (const state of engine.tunnel.live(signal)) {
    if (!signal.aborted) tray.show(state);
  }
}
