import type { CaptureEvent } from '../../preload/contract/captures.ts';
import type { Import } from '../../preload/contract/interchange/imports.ts';
import type { Settings } from '../../preload/contract/system.ts';
import type { TunnelConfig, TunnelState } from '../../preload/contract/tunnel.ts';
import type { Notice, NoticeRule } from '../../preload/contract/window/notices.ts';
import type { Prefs } from '../../preload/contract/window/prefs.ts';
import type { PortPart } from './electron-parts.ts';

/** A new notice and how it is to be told; null where only what is read changed. */
export interface NoticeTold {
  notice: Notice | null;
  how: NoticeRule['how'] | null;
}

/** The engine as the desktop face sees it. */
export interface DesktopEngine extends AsyncDisposable {
  readonly intakeUrl: string;
  /** Serves the whole contract on `port` until it closes; starts the port itself. */
  servePort(port: PortPart): void;
  readonly tunnel: {
    /** The present state first, then each change, until `signal` aborts. */
    live(signal: AbortSignal): AsyncIterable<TunnelState>;
    put(config: TunnelConfig): Promise<TunnelState>;
    /**
     * Starts the program that a file of this machine describes, as `--tunnel-command` does.
     *
     * @throws BackstitchError TUNNEL_INVALID
     */
    useProgram(path: string): Promise<TunnelState>;
  };
  /** Changes of the list of captures from now on, until `signal` aborts. */
  arrivals(signal: AbortSignal): AsyncIterable<CaptureEvent>;
  /** Notices by the rules of the window, from now on, until `signal` aborts. */
  notices(signal: AbortSignal): AsyncIterable<NoticeTold>;
  /** The choices of the window now, and again each time one changes, until `signal` aborts. */
  prefs(signal: AbortSignal): AsyncIterable<Prefs>;
  settings(): Settings | Promise<Settings>;
  /**
   * Reads a file of captures of this machine, without importing it.
   *
   * @throws BackstitchError IMPORT_INVALID, IMPORT_TOO_LARGE
   */
  readFile(path: string): Promise<Import>;
  /** The machine was asleep: what waits on timers and sockets should look again now. */
  wake(): void;
}
