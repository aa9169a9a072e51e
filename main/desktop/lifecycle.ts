import { type Clock, systemClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { APP_SCHEME, START_URL } from './app-url.ts';
import { captureOfArguments, captureOfLink, captureUrl } from './deep-link.ts';
import type { DesktopEngine } from './engine-port.ts';
import { explain } from './explain.ts';
import { fileOfArguments, importUrl, isOpened } from './opened-file.ts';
import { lockContents, lockSession } from './lockdown.ts';
import { createAssetHandler, declareAppScheme } from './protocol.ts';
import { type DesktopOptions, type Running, assemble } from './assemble.ts';

/** How long quitting waits for the engine to finish what is in flight. */
const STOP_MS = 5_000;

const TUNNEL_URL = `${START_URL}#/endpoints/tunnel`;
const PROGRAM_FILE = {
  title: 'A file that describes the program of the tunnel',
  buttonLabel: 'Use this program',
  filters: [{ name: 'JSON', extensions: ['json'] }],
  properties: ['openFile' as const],
};

/**
 * The life of the desktop app: one instance, one engine, one window, until somebody quits.
 *
 * Must be called before the app is ready. Settles when the window was asked for, or when there is
 * nothing to do because another instance has taken over.
 */
export async function runDesktop(options: DesktopOptions): Promise<void> {
  const { app, powerMonitor, protocol } = options.electron;
  if (!app.requestSingleInstanceLock()) {
    // The first instance gets `second-instance` with our arguments and comes to the front.
    app.quit();
    return;
  }
  declareAppScheme(protocol);
  const life = createLife(options);
  listen(options, life);
  await app.whenReady();
  lockSession(options.electron.session.defaultSession);
  protocol.handle(APP_SCHEME, createAssetHandler(options.paths.page));
  powerMonitor.on('resume', life.wake);
  powerMonitor.on('unlock-screen', life.wake);
  await life.start();
}

type Life = ReturnType<typeof createLife>;

function createLife(options: DesktopOptions) {
  const { app, dialog } = options.electron;
  const clock = options.clock ?? systemClock;
  let wanted = captureOfArguments(options.argv);
  let wantedFile = fileOfArguments(options.argv);
  let starting: Promise<DesktopEngine> | undefined;
  let running: Running | undefined;
  let stopping = false;

  return {
    async start(): Promise<void> {
      if (stopping) return;
      try {
        starting = options.startEngine();
        const engine = await starting;
        if (stopping) return;
        running = assemble(options, engine, clock, {
          open: () => this.open(),
          chooseProgram: () => this.chooseProgram(),
        });
      } catch (error) {
        if (stopping) return;
        options.log.error({ err: error }, 'desktop start failed');
        dialog.showErrorBox('Backstitch cannot start', explain(error));
        app.exit(1);
        return;
      }
      this.open(wanted);
      if (wantedFile !== undefined) await this.openFile(wantedFile);
    },
    /** Shows the window, and in it a capture; remembered where the engine is not up yet. */
    open(captureId?: string): void {
      if (running) running.window.show(captureId === undefined ? undefined : captureUrl(captureId));
      else wanted = captureId ?? wanted;
    },
    /** Shows what is in a file, to be imported or not; remembered where the engine is not up yet. */
    async openFile(path: string): Promise<void> {
      if (running === undefined) {
        wantedFile = path;
        return;
      }
      const { engine, window } = running;
      try {
        const { id } = await engine.readFile(path);
        if (!stopping) window.show(importUrl(id));
      } catch (error) {
        if (!stopping) dialog.showErrorBox('This file cannot be imported', explain(error));
      }
    },
    /**
     * Lets a person choose the file that describes a program, and makes the tunnel through it. Only here and at the
     * start such a program can be named: a page must not become a shell.
     */
    async chooseProgram(): Promise<void> {
      if (running === undefined || stopping) return;
      const { engine, window } = running;
      const chosen = await dialog.showOpenDialog(PROGRAM_FILE);
      const [path] = chosen.filePaths;
      if (chosen.canceled || path === undefined || stopping) return;
      try {
        await engine.tunnel.useProgram(path);
        if (!stopping) window.show(TUNNEL_URL);
      } catch (error) {
        if (!stopping) dialog.showErrorBox('This program cannot be used', explain(error));
      }
    },
    /** Without a tray nothing would show that capture goes on, so then closing quits. */
    windowClosed(): void {
      if (stopping || !running) return;
      if (!running.tray && options.platform !== 'darwin') app.quit();
      else if (running.window.mustTellItGoesOn()) tellItGoesOn(options);
    },
    wake: (): void => running?.engine.wake(),
    /** Stops the engine, no longer than the deadline, and ends the app. */
    async stop(): Promise<void> {
      if (stopping) return;
      stopping = true;
      running?.window.leave();
      running?.streams.abort();
      running?.tray?.destroy();
      const stopped = starting?.then((engine) => engine[Symbol.asyncDispose]());
      await settled(stopped ?? Promise.resolve(), clock, options.log);
      app.exit(0);
    },
  };
}

function listen(options: DesktopOptions, life: Life): void {
  const { app, shell } = options.electron;
  const openExternal = (url: string): void => {
    shell.openExternal(url).catch((error: unknown) => {
      options.log.warn({ err: error }, 'no program opened the link');
    });
  };
  app.on('web-contents-created', (_event, contents) => lockContents(contents, openExternal));
  app.on('second-instance', (_event, argv) => {
    life.open(captureOfArguments(argv));
    const file = fileOfArguments(argv);
    if (file !== undefined) void life.openFile(file);
  });
  // macOS gives files so, at the start, too.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (isOpened(path)) void life.openFile(path);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    life.open(captureOfLink(url));
  });
  app.on('activate', () => life.open());
  app.on('window-all-closed', () => life.windowClosed());
  app.on('before-quit', (event) => {
    // The app ends by `exit` in stop(), which asks nobody: until then every quit is held back.
    event.preventDefault();
    void life.stop();
  });
}

function tellItGoesOn(options: DesktopOptions): void {
  const { Notification } = options.electron;
  if (!Notification.isSupported()) return;
  new Notification({
    title: 'Backstitch keeps capturing',
    body:
      options.platform === 'darwin'
        ? 'The window is closed, but webhooks are still captured. Quit Backstitch to stop.'
        : 'The window is closed, but webhooks are still captured. Use the tray icon to open it or quit.',
  }).show();
}

/** Waits for `work`, but no longer than the deadline; a failure is logged, the app ends all the same. */
async function settled(work: Promise<void>, clock: Clock, log: Log): Promise<void> {
  const late = Promise.withResolvers<void>();
  const cancel = clock.after(STOP_MS, () => {
    log.error('the engine did not stop in time');
    late.resolve();
  });
  const done = work.catch((error: unknown) =>
    log.error({ err: error }, 'the engine failed to stop'),
  );
  await Promise.race([done, late.promise]);
  cancel();
}
