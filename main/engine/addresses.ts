import type { Status } from '../../preload/contract/system.ts';
import type { TlsState } from '../intake/intake.ts';
import { isOwnAddress } from '../lib/own-address.ts';
import type { OwnPlaces } from '../outbound/guard/guard.ts';

/** Where this engine is reached: known to every room, and filled as its listeners open. */
export interface Addresses extends OwnPlaces {
  /** Base URL of the intake on this machine; '' until it listens. */
  intakeUrl(): string;
  intakePort(): number;
  /** URL of the tunnel; null without one. */
  publicUrl(): string | null;
  /** Where a person sees a capture; null without a control listener. */
  captureLink(id: string): string | null;
  /** The listener of the intake that speaks TLS; null without one. */
  tls(): NonNullable<Status['tls']> | null;
  /** The intake listens. */
  listens(intake: Listening): void;
  /** A tunnel tells its URL, at any time. */
  reachedThrough(publicUrl: () => string | null): void;
  /** Another listener of ours: neither replays nor functions may reach it. */
  protect(port: number): void;
  /** The control listener shows the page there. */
  showAt(controlUrl: string): void;
}

/** What the intake says of itself. */
interface Listening {
  url: string;
  port: number;
  tls?: { port: number; state: () => TlsState } | undefined;
}

export function createAddresses(): Addresses {
  const ownPorts = new Set<number>();
  let intake: Listening = { url: '', port: 0 };
  let controlUrl: string | null = null;
  let tunnelUrl = (): string | null => null;
  const publicUrl = (): string | null => tunnelUrl();
  return {
    intakeUrl: () => intake.url,
    intakePort: () => intake.port,
    publicUrl,
    publicHost() {
      const url = publicUrl();
      return url === null ? null : new URL(url).host;
    },
    isOwnListener: (address, port) => ownPorts.has(port) && isOwnAddress(address),
    tls: () =>
      intake.tls ? { url: `https://localhost:${intake.tls.port}`, ...intake.tls.state() } : null,
    captureLink: (id) => controlUrl && `${controlUrl}/#/captures/${id}`,
    listens(opened) {
      intake = opened;
      ownPorts.add(opened.port);
      if (opened.tls) ownPorts.add(opened.tls.port);
    },
    reachedThrough(url) {
      tunnelUrl = url;
    },
    protect: (port) => void ownPorts.add(port),
    showAt(url) {
      controlUrl = url;
    },
  };
}
