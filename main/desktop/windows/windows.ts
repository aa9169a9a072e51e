import { join } from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { Clock } from '../../lib/clock.ts';
import { START_URL } from '../app-url.ts';
import type { ElectronParts, PortPart, WindowPart } from '../electron-parts.ts';
import type { CommandId } from './menu.ts';
import { handOverPorts } from '../port-handover.ts';
import {
  type DesktopState,
  fitToDisplays,
  MIN_SIZE,
  readDesktopState,
  writeDesktopState,
} from './window-state.ts';

/** Commands of the menu travel to the page on this channel. */
const COMMAND = 'backstitch:command';
/** A page that crashes again within this time is left alone: reloading it would only loop. */
const CRASH_GAP_MS = 10_000;

export type MainWindow = ReturnType<typeof createMainWindow>;

interface MainWindowOptions {
  electron: Pick<ElectronParts, 'BrowserWindow' | 'MessageChannelMain' | 'nativeTheme' | 'screen'>;
  dataDir: string;
  preload: string;
  icon: string;
  clock: Clock;
  servePort: (port: PortPart) => void;
  /** A page could not be loaded, or the place of the window not be kept. */
  onProblem: (what: string, error: unknown) => void;
}

/** The one window. It is made when asked for and gone when closed; its place is kept in a file. */
export function createMainWindow(options: MainWindowOptions) {
  const { electron, clock } = options;
  const file = join(options.dataDir, 'desktop.json');
  let state = readDesktopState(file);
  let window: WindowPart | undefined;
  let pageReady = false;
  let waiting: CommandId[] = [];

  function keep(change: Partial<DesktopState>): void {
    state = { ...state, ...change };
    try {
      writeDesktopState(file, state);
    } catch (error) {
      options.onProblem('The place of the window could not be kept.', error);
    }
  }
  function keepPlace(): void {
    if (window) keep({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  }
  function flush(): void {
    pageReady = true;
    for (const id of waiting.splice(0)) window?.webContents.send(COMMAND, id);
  }

  function open(url: string): void {
    const areas = electron.screen.getAllDisplays().map((display) => display.workArea);
    const made = new electron.BrowserWindow({
      ...windowOptions(options.preload, electron.nativeTheme.shouldUseDarkColors),
      ...fitToDisplays(state.bounds, areas),
      icon: options.icon,
    });
    window = made;
    pageReady = false;
    const closePort = handOverPorts({
      contents: made.webContents,
      MessageChannelMain: electron.MessageChannelMain,
      serve: options.servePort,
      onReady: flush,
    });
    const maximized = state.maximized;
    made.once('ready-to-show', () => {
      if (maximized) made.maximize();
      made.show();
    });
    made.on('close', keepPlace);
    made.on('closed', () => {
      closePort();
      window = undefined;
      waiting = [];
    });
    reloadAfterCrash(made, clock);
    load(made, url);
  }
  function load(target: WindowPart, url: string): void {
    target.loadURL(url).catch((error: unknown) => {
      options.onProblem('The page could not be loaded.', error);
    });
  }

  return {
    /** Brings the window to the front, making it first if there is none. */
    show(url?: string): void {
      if (!window) {
        open(url ?? START_URL);
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      // Same page, other hash: Chromium changes the hash only and the page keeps its state. Loading
      // the very same address would load it again.
      if (url !== undefined && url !== window.webContents.getURL()) load(window, url);
    },
    /** Passes a command of the menu to the page, once it listens. */
    send(id: CommandId): void {
      waiting.push(id);
      if (!window) open(START_URL);
      else if (pageReady) flush();
    },
    isFocused: (): boolean => window?.isFocused() ?? false,
    /** Keeps the place and takes the window from the screen; the app is about to end. */
    leave(): void {
      keepPlace();
      window?.hide();
    },
    /** True the first time it is asked, over all starts. */
    mustTellItGoesOn(): boolean {
      if (state.toldItGoesOn) return false;
      keep({ toldItGoesOn: true });
      return true;
    },
  };
}

/** Everything that is not the window's place: above all, what the page may not do. */
function windowOptions(preload: string, dark: boolean): BrowserWindowConstructorOptions {
  return {
    show: false,
    title: 'Backstitch',
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    backgroundColor: dark ? '#16161d' : '#ffffff',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The dictionaries would be fetched from the net.
      spellcheck: false,
    },
  };
}

function reloadAfterCrash(window: WindowPart, clock: Clock): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || clock.now() - last < CRASH_GAP_MS) return;
    last = clock.now();
    window.webContents.reload();
  });
}
