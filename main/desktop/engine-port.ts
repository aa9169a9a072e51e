import type { CaptureEvent } from '../../preload/contract/captures.ts';
import type { Settings } from '../../preload/contract/system.ts';
import type { TunnelConfig, TunnelState } from '../../preload/contract/tunnel.ts';
import type { PortPart } from './electron-parts.ts';

/** The engine as the desktop face sees it. */
export interface DesktopEngine extends AsyncDisposable {
  readonly intakeUrl: string;
  /** Serves the whole contract on `port` until it closes; starts the port itself. */
  servePort(port: PortPart): void;
  readonly tunnel: {
    /** The present state first, then each change, until `signal` aborts. */
    live(signal: AbortSignal): AsyncIterable<TunnelState>;
    put(config: TunnelConfig): Promise<TunnelState>;
  };
  /** Changes of the list of captures from now on, until `signal` aborts. */
  arrivals(signal: AbortSignal): AsyncIterable<CaptureEvent>;
  settings(): Settings | Promise<Settings>;
  /** The machine was asleep: what waits on timers and sockets should look again now. */
  wake(): void;
}
