import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  ForkOptions,
  HandlerDetails,
  MenuItemConstructorOptions,
  Notification,
  NotificationConstructorOptions,
  OpenDialogOptions,
  OpenDialogReturnValue,
  Protocol,
  Rectangle,
  Shell,
  Tray,
  UtilityProcess,
  WebContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron';

/**
 * What the desktop face uses of Electron, and no more. `main/index.ts` hands in the real thing, the
 * tests a double; both are checked against these shapes by the compiler. Methods are picked from
 * Electron's own types. Events and the places where Electron asks for a whole `WebContents` are
 * written out, because a picked `on` returns the whole class and no double could be honest then.
 */
export interface ElectronParts {
  app: AppPart;
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => WindowPart;
  Menu: MenuPart;
  MessageChannelMain: new () => { port1: PortPart; port2: PortPart };
  Notification: {
    new (options: NotificationConstructorOptions): NotificationPart;
    isSupported(): boolean;
  };
  Tray: new (image: string) => TrayPart;
  dialog: {
    showErrorBox(title: string, content: string): void;
    showOpenDialog(options: OpenDialogOptions): Promise<OpenDialogReturnValue>;
  };
  nativeTheme: { readonly shouldUseDarkColors: boolean };
  powerMonitor: { on(event: 'resume' | 'unlock-screen', listener: () => void): unknown };
  protocol: Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>;
  screen: { getAllDisplays(): { workArea: Rectangle }[] };
  session: { readonly defaultSession: SessionPart };
  shell: Pick<Shell, 'openExternal'>;
  utilityProcess: UtilityPart;
}

/** Electron's way to run Node code in a process of its own: its executable is no Node. */
export interface UtilityPart {
  fork(modulePath: string, args?: string[], options?: ForkOptions): UtilityChild;
}

export interface UtilityChild extends Pick<UtilityProcess, 'kill' | 'pid' | 'postMessage'> {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  once(event: 'spawn', listener: () => void): unknown;
}

interface Preventable {
  preventDefault(): void;
}

export interface AppPart extends Pick<
  App,
  | 'exit'
  | 'isPackaged'
  | 'name'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'whenReady'
> {
  on(event: 'second-instance', listener: (event: Preventable, argv: string[]) => void): unknown;
  on(event: 'open-url', listener: (event: Preventable, url: string) => void): unknown;
  on(event: 'open-file', listener: (event: Preventable, path: string) => void): unknown;
  on(event: 'activate', listener: () => void): unknown;
  on(event: 'before-quit', listener: (event: Preventable) => void): unknown;
  on(event: 'window-all-closed', listener: () => void): unknown;
  on(
    event: 'web-contents-created',
    listener: (event: Preventable, contents: ContentsPart) => void,
  ): unknown;
}

export interface WindowPart extends Pick<
  BrowserWindow,
  | 'focus'
  | 'getNormalBounds'
  | 'hide'
  | 'isFocused'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'show'
> {
  readonly webContents: ContentsPart;
  once(event: 'ready-to-show', listener: () => void): unknown;
  on(event: 'close', listener: (event: Preventable) => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
}

export type FramePart = Pick<WebFrameMain, 'frameTreeNodeId' | 'url'>;

interface Navigation extends Preventable {
  readonly url: string;
  readonly isMainFrame: boolean;
}

export interface ContentsPart extends Pick<WebContents, 'getURL' | 'reload' | 'send'> {
  readonly mainFrame: FramePart;
  readonly ipc: {
    on(channel: string, listener: (event: { senderFrame: FramePart | null }) => void): unknown;
  };
  postMessage(channel: string, message: unknown, transfer?: PortPart[]): void;
  setWindowOpenHandler(
    handler: (details: Pick<HandlerDetails, 'url'>) => WindowOpenHandlerResponse,
  ): void;
  on(event: 'will-navigate', listener: (details: Navigation) => void): unknown;
  on(event: 'will-frame-navigate', listener: (details: Navigation) => void): unknown;
  on(event: 'will-redirect', listener: (details: Navigation) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  on(
    event: 'render-process-gone',
    listener: (event: Preventable, details: { reason: string }) => void,
  ): unknown;
}

export interface SessionPart {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      callback: (granted: boolean) => void,
      details: { requestingUrl?: string },
    ) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (contents: unknown, permission: string, requestingOrigin: string) => boolean,
  ): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  readonly webRequest: {
    onBeforeRequest(
      listener: (
        details: { url: string },
        callback: (response: { cancel: boolean }) => void,
      ) => void,
    ): void;
  };
  on(
    event: 'will-download',
    listener: (event: Preventable, item: { getURL(): string }) => void,
  ): unknown;
}

export interface PortPart {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

export interface NotificationPart extends Pick<Notification, 'show'> {
  on(event: 'click', listener: () => void): unknown;
}

export interface TrayPart extends Pick<Tray, 'destroy' | 'setToolTip'> {
  setContextMenu(menu: object | null): void;
  on(event: 'click', listener: () => void): unknown;
}

interface MenuPart {
  buildFromTemplate(template: MenuItemConstructorOptions[]): object;
  setApplicationMenu(menu: object | null): void;
}
