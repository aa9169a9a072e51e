import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type {
  OpenDialogOptions,
  BrowserWindowConstructorOptions,
  CustomScheme,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
  Rectangle,
  WindowOpenHandlerResponse,
} from 'electron';
import type {
  AppPart,
  ContentsPart,
  ElectronParts,
  FramePart,
  NotificationPart,
  PortPart,
  SessionPart,
  TrayPart,
  WindowPart,
} from '../../main/desktop/electron-parts.ts';
import { utilityDouble } from './utility-double.ts';

/** An event that notes whether it was held back. */
class PreventableDouble {
  prevented = false;
  preventDefault(): void {
    this.prevented = true;
  }
}

class AppDouble extends EventEmitter implements AppPart {
  name = 'Backstitch';
  isPackaged = false;
  hasLock = true;
  quits = 0;
  schemes: string[] = [];
  readonly exited = Promise.withResolvers<number>();

  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  quit(): void {
    this.quits += 1;
    this.emit('before-quit', new PreventableDouble());
  }
  exit(code = 0): void {
    this.exited.resolve(code);
  }
  setAppUserModelId(): void {}
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.schemes.push(scheme);
    return true;
  }
}

/** A port over a real message channel, with the event shape of Electron's. */
class PortDouble implements PortPart {
  private readonly port: MessagePort;
  constructor(port: MessagePort) {
    this.port = port;
  }
  on(event: 'message' | 'close', listener: (event: { data: unknown }) => void): this {
    if (event === 'message') this.port.on('message', (data: unknown) => listener({ data }));
    else this.port.on('close', () => listener({ data: undefined }));
    return this;
  }
  postMessage(message: unknown): void {
    this.port.postMessage(message, []);
  }
  start(): void {
    this.port.start();
  }
  close(): void {
    this.port.close();
  }
}

class ContentsDouble extends EventEmitter implements ContentsPart {
  readonly mainFrame: FramePart & { url: string } = { frameTreeNodeId: 7, url: '' };
  readonly ipc = new EventEmitter();
  readonly sent: unknown[][] = [];
  readonly posted: { channel: string; ports: PortPart[] }[] = [];
  reloads = 0;
  openHandler: ((details: { url: string }) => WindowOpenHandlerResponse) | undefined;

  getURL(): string {
    return this.mainFrame.url;
  }
  reload(): void {
    this.reloads += 1;
  }
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
  postMessage(channel: string, _message: unknown, ports: PortPart[] = []): void {
    this.posted.push({ channel, ports });
  }
  setWindowOpenHandler(handler: (details: { url: string }) => WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }
  /** The page says it listens, as the preload script would pass it on. */
  pageReady(senderFrame: FramePart | null = this.mainFrame): void {
    this.ipc.emit('backstitch:ready', { senderFrame });
  }
  /** Something in the window wants to go to `url`. */
  navigates(event: string, url: string, isMainFrame = true): boolean {
    const details = Object.assign(new PreventableDouble(), { url, isMainFrame });
    this.emit(event, details);
    return !details.prevented;
  }
}

class WindowDouble extends EventEmitter implements WindowPart {
  readonly webContents = new ContentsDouble();
  readonly loaded: string[] = [];
  readonly options: BrowserWindowConstructorOptions;
  bounds: Rectangle;
  visible = false;
  focused = false;
  maximized = false;
  minimized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
    return Promise.resolve();
  }
  show(): void {
    this.visible = true;
    this.focused = true;
  }
  hide(): void {
    this.visible = false;
    this.focused = false;
  }
  focus(): void {
    this.focused = true;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  isFocused = (): boolean => this.focused;
  isMaximized = (): boolean => this.maximized;
  isMinimized = (): boolean => this.minimized;
  getNormalBounds = (): Rectangle => this.bounds;
  /** What happens when the user closes the window. */
  closedByUser(): void {
    this.emit('close', new PreventableDouble());
    this.emit('closed');
  }
}

class SessionDouble extends EventEmitter implements SessionPart {
  permissionRequest: Parameters<SessionPart['setPermissionRequestHandler']>[0] | undefined;
  permissionCheck: Parameters<SessionPart['setPermissionCheckHandler']>[0] | undefined;
  device: (() => boolean) | undefined;
  request: Parameters<SessionPart['webRequest']['onBeforeRequest']>[0] | undefined;
  readonly webRequest: SessionPart['webRequest'] = {
    onBeforeRequest: (listener) => {
      this.request = listener;
    },
  };
  setPermissionRequestHandler(handler: typeof this.permissionRequest): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: typeof this.permissionCheck): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.device = handler;
  }
}

class NotificationDouble extends EventEmitter implements NotificationPart {
  shown = false;
  readonly options: NotificationConstructorOptions;
  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {
    this.shown = true;
  }
}

class TrayDouble extends EventEmitter implements TrayPart {
  toolTip = '';
  menu: MenuItemConstructorOptions[] = [];
  destroyed = false;
  readonly image: string;
  constructor(image: string) {
    super();
    this.image = image;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(menu: object | null): void {
    this.menu = menu === null || !Array.isArray(menu) ? [] : menu;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

/** A stand-in for Electron that notes what was asked of it. Menus stay the templates they are made of. */
export function electronDouble(
  options: {
    hasTray?: boolean;
    displays?: Rectangle[];
    /** Files that a person chooses in a dialog; none: it is canceled. */
    chooses?: () => string[];
  } = {},
) {
  const app = new AppDouble();
  const windows: WindowDouble[] = [];
  const notices: NotificationDouble[] = [];
  const trays: TrayDouble[] = [];
  const errors: string[] = [];
  const asked: OpenDialogOptions[] = [];
  const opened: string[] = [];
  const schemes: CustomScheme[] = [];
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const power = new EventEmitter();
  const session = new SessionDouble();
  const menus: object[] = [];
  const displays = options.displays ?? [{ x: 0, y: 0, width: 1920, height: 1080 }];

  const parts = {
    app,
    BrowserWindow: class extends WindowDouble {
      constructor(given: BrowserWindowConstructorOptions) {
        super(given);
        windows.push(this);
        app.emit('web-contents-created', new PreventableDouble(), this.webContents);
      }
    },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]): object => template,
      setApplicationMenu: (menu: object | null): void => void menus.push(menu ?? []),
    },
    MessageChannelMain: class {
      readonly port1: PortDouble;
      readonly port2: PortDouble;
      constructor() {
        const { port1, port2 } = new MessageChannel();
        this.port1 = new PortDouble(port1);
        this.port2 = new PortDouble(port2);
      }
    },
    Notification: class extends NotificationDouble {
      static isSupported = (): boolean => true;
      constructor(given: NotificationConstructorOptions) {
        super(given);
        notices.push(this);
      }
    },
    Tray: class extends TrayDouble {
      constructor(image: string) {
        if (options.hasTray === false) throw new Error('No system tray.');
        super(image);
        trays.push(this);
      }
    },
    dialog: {
      showErrorBox: (title: string, text: string): void => void errors.push(title, text),
      showOpenDialog: (given: OpenDialogOptions) => {
        asked.push(given);
        const filePaths = options.chooses?.() ?? [];
        return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      },
    },
    nativeTheme: { shouldUseDarkColors: true },
    powerMonitor: power,
    protocol: {
      registerSchemesAsPrivileged: (given: CustomScheme[]): void => void schemes.push(...given),
      handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) =>
        void handlers.set(scheme, handler),
    },
    screen: { getAllDisplays: () => displays.map((workArea) => ({ workArea })) },
    session: { defaultSession: session },
    shell: {
      openExternal: (url: string): Promise<void> => {
        opened.push(url);
        return Promise.resolve();
      },
    },
    utilityProcess: utilityDouble(),
  } satisfies ElectronParts;

  return {
    parts,
    app,
    windows,
    notices,
    trays,
    errors,
    asked,
    opened,
    schemes,
    handlers,
    power,
    session,
    menus,
  };
}
