import type { PlannedSend, SimulationInput } from '../../preload/contract/simulator.ts';
import type { Clock } from '../lib/clock.ts';
import type { Resolve } from '../outbound/resolve.ts';
import type { CheckedTarget } from './checked-target.ts';
import type { PlayedCapture } from './played-capture.ts';

export interface SimulationTools {
  clock: Clock;
  resolve: Resolve;
  version: string;
  installId: string;
  log: (message: string, error: unknown) => void;
}

export interface SimulationParts {
  input: SimulationInput;
  plan: readonly PlannedSend[];
  to: CheckedTarget;
  check: CheckedTarget | null;
  /** What the check URL said before. */
  before: number | null;
  /** Signs; left out: nothing is signed. */
  secret: string | undefined;
  /** The capture that is played; null: the body of the input. */
  capture: PlayedCapture | null;
}
