/** Connections of replays to our own intake: who opens one says so before the first byte. */
export interface ReplayMarks {
  /**
   * @param of row id of the capture that is sent again.
   * @returns how to take it back.
   */
  announce(localPort: number, of: number, localAddress: string): () => void;
  /** Row id of the capture that a connection sends again; undefined where it is no replay. */
  originalOf(remotePort: number, remoteAddress: string): number | undefined;
}

export function createReplayMarks(): ReplayMarks {
  const announced = new Map<number, { of: number; address: string }>();
  return {
    announce(localPort, of, localAddress) {
      announced.set(localPort, { of, address: unwrapped(localAddress) });
      return () => announced.delete(localPort);
    },
    originalOf(remotePort, remoteAddress) {
      const found = announced.get(remotePort);
      // The port alone could also be that of a caller from elsewhere.
      return found?.address === unwrapped(remoteAddress) ? found.of : undefined;
    },
  };
}

// A listener on `::` names IPv4 callers inside IPv6.
const unwrapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
