/** What is started: a built or source entry of ours, never a foreign program. */
export interface ProcessOrder {
  /** Shown in lists of processes and in errors, for instance `documents`. */
  name: string;
  /** From `workerFile()`. */
  entry: URL;
  /** Heap it may use, in MB; the runtime's own limit where absent. */
  heapMb?: number;
  /** Whether it sees this program's environment variables. */
  environment: 'same' | 'none';
}

export interface ProcessEvents {
  message(message: unknown): void;
  /** It is gone: by itself, by a fault, or because it was killed. Called once, as the last. */
  exit(): void;
}

/** A process of ours. Messages are copied as by `structuredClone`; a Buffer may arrive as Uint8Array. */
export interface OwnProcess {
  /** Messages to one that is gone are lost: its `exit` tells. */
  post(message: unknown): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
  /** Whether it keeps this program alive. It does from the start. */
  hold(held: boolean): void;
}

/**
 * Starts a process of ours. The one way to do so: only the face knows whether its executable is
 * Node (`startNodeProcess`) or Electron (`startUtilityProcess` in `desktop/`).
 */
export type StartProcess = (order: ProcessOrder, events: ProcessEvents) => OwnProcess;
