import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { TunnelConfig, TunnelState } from '../../../preload/contract/tunnel.ts';
import type { ElectronParts, TrayPart } from '../electron-parts.ts';
import { explain } from '../explain.ts';

interface TrayOptions {
  electron: Pick<ElectronParts, 'Tray' | 'Menu'>;
  resources: string;
  platform: NodeJS.Platform;
  intakeUrl: string;
  putTunnel: (config: TunnelConfig) => Promise<TunnelState>;
  onOpen: () => void;
  onQuit: () => void;
}

export interface TunnelTray {
  show(state: TunnelState): void;
  destroy(): void;
}

/** The tray icon with the state of the tunnel, and the tunnel's switch. Throws where there is no tray. */
export function createTray(options: TrayOptions): TunnelTray {
  const tray = new options.electron.Tray(join(options.resources, trayImage(options.platform)));
  // On macOS and Linux a click opens the menu already.
  if (options.platform === 'win32') tray.on('click', options.onOpen);
  let lastMode: TunnelConfig['mode'] = 'off';

  function draw(state: TunnelState, problem?: string): void {
    if (state.config.mode !== 'off') lastMode = state.config.mode;
    const line = problem ?? tunnelLine(state);
    const wanted = switched(state.config, lastMode);
    paint(tray, options, line, [
      { label: line, enabled: false },
      {
        label: state.config.mode === 'off' ? 'Switch tunnel on' : 'Switch tunnel off',
        click: () => {
          options.putTunnel(wanted).catch((error: unknown) => {
            draw(state, `The tunnel could not be changed: ${explain(error)}`);
          });
        },
      },
    ]);
  }
  paint(tray, options, 'Tunnel: not known yet', []);
  return {
    show: (state) => draw(state),
    destroy: () => tray.destroy(),
  };
}

function paint(
  tray: TrayPart,
  options: TrayOptions,
  line: string,
  items: MenuItemConstructorOptions[],
): void {
  tray.setToolTip(`Backstitch\n${line}`);
  tray.setContextMenu(
    options.electron.Menu.buildFromTemplate([
      { label: 'Open Backstitch', click: options.onOpen },
      { label: `Capturing at ${options.intakeUrl}`, enabled: false },
      { type: 'separator' },
      ...items,
      { type: 'separator' },
      { label: 'Quit', click: options.onQuit },
    ]),
  );
}

/** The state of the tunnel in one line. */
export function tunnelLine(state: TunnelState): string {
  const reason = state.reason === null ? '' : ` (${state.reason})`;
  switch (state.phase) {
    case 'off':
      return 'Tunnel: off';
    case 'registering':
      return 'Tunnel: registering';
    case 'online':
      return `Tunnel: online at ${state.publicUrl ?? 'an unknown address'}`;
    case 'degraded':
      return `Tunnel: online, with trouble${reason}`;
    case 'reconnecting':
      return `Tunnel: reconnecting${reason}`;
    case 'failed':
      return `Tunnel: failed${reason}`;
    default:
      return state.phase satisfies never;
  }
}

// The configuration does not say which way it was on before: what was seen since the start decides,
// then whether an address of one's own is filled in.
function switched(config: TunnelConfig, lastMode: TunnelConfig['mode']): TunnelConfig {
  if (config.mode !== 'off') return { ...config, mode: 'off' };
  if (lastMode !== 'off') return { ...config, mode: lastMode };
  return { ...config, mode: config.url === '' ? 'localtunnel' : 'url' };
}

// macOS tints images whose name ends in `Template`, and finds the @2x one beside it by itself.
function trayImage(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'trayTemplate.png';
  return platform === 'win32' ? 'tray-16.png' : 'tray-32.png';
}
