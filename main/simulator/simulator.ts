import type {
  EventFilter,
  Simulation,
  SimulationInput,
  SimulationPlan,
  SimulationPreview,
} from '../../preload/contract/simulator.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Clock } from '../lib/clock.ts';
import { BackstitchError } from '../lib/errors.ts';
import { type Resolve, systemResolve, withDeadline } from '../outbound/resolve.ts';
import { type CheckedTarget, resolveTarget, type TargetGuard } from './checked-target.ts';
import { planProblem, planSends, previewOf } from './plan.ts';
import type { Target } from '../outbound/target.ts';
import type { PlayedCapture } from './played-capture.ts';
import { checkSecret } from './sign.ts';
import { readNumber, type RunningSimulation, startSimulation } from './simulation.ts';

export interface SimulatorParts {
  clock: Clock;
  installId: string;
  version: string;
  /** The rule that replays keep. */
  guard: TargetGuard;
  intakeUrl: () => string;
  log: (message: string, error: unknown) => void;
  /** A capture as it may be played against a target; undefined where it is gone. */
  capture?: (id: CaptureId, target: Target) => Promise<PlayedCapture | undefined>;
  /** How names become addresses; the system's resolver unless a test says otherwise. */
  lookup?: Resolve;
}

// Each may hold 20,000 answers.
const KEPT = 10;

/** Plays a provider against a URL, one simulation at a time. The methods are those of the contract. */
export function openSimulator(parts: SimulatorParts) {
  const { clock, guard, intakeUrl } = parts;
  const tools = { ...parts, resolve: withDeadline(parts.lookup ?? systemResolve, clock) };
  const kept = new Map<string, RunningSimulation>();
  // Taken before the first await of a start, so that two at once cannot both begin.
  let busy = false;

  async function start(input: SimulationInput): Promise<Simulation> {
    if (busy) {
      throw new BackstitchError('SIMULATION_BUSY', undefined, {
        hint: 'Cancel it, or wait until it ends.',
      });
    }
    busy = true;
    try {
      const simulation = await prepared(input);
      void untilEnded(simulation);
      keep(simulation);
      return simulation.snapshot();
    } catch (error) {
      busy = false;
      throw error;
    }
  }

  async function untilEnded(simulation: RunningSimulation): Promise<void> {
    await simulation.ended;
    busy = false;
  }

  async function prepared(input: SimulationInput): Promise<RunningSimulation> {
    const plan = planSends(input);
    const problem = planProblem(plan);
    if (problem !== undefined) {
      throw new BackstitchError('SIMULATION_INVALID', problem.text, { field: problem.field });
    }
    const { signing } = input;
    const secret = signing.kind === 'standard' ? checkSecret(signing.secret) : undefined;
    const to = await resolveTarget(input.to, { guard, intakeUrl, field: 'to.url' });
    const capture = await captureOf(input, to);
    const { check, before } = await readBefore(input);
    return startSimulation({ input, plan, to, check, before, secret, capture }, tools);
  }

  /** Signed once before anything is sent: what cannot be signed is said at the form. */
  async function captureOf(
    input: SimulationInput,
    to: CheckedTarget,
  ): Promise<PlayedCapture | null> {
    const { captureId, signing } = input;
    if (captureId === null) {
      if (signing.kind !== 'sender') return null;
      throw new BackstitchError(
        'SIMULATION_INVALID',
        'Only a capture can be signed as its sender.',
        {
          field: 'signing',
        },
      );
    }
    const found = await parts.capture?.(captureId, to.target);
    if (found === undefined) {
      throw new BackstitchError('SIMULATION_INVALID', 'This capture no longer exists.', {
        field: 'captureId',
      });
    }
    if (signing.kind === 'sender') {
      const { headers, body } = found;
      const tried = found.sign({ target: to.target.path, headers, body, newId: false });
      if (!tried.ok)
        throw new BackstitchError('SIMULATION_INVALID', tried.text, { field: 'signing' });
    } else if (signing.kind === 'standard') {
      throw new BackstitchError(
        'SIMULATION_INVALID',
        'A capture is signed as its sender signs, or not at all.',
        { field: 'signing' },
      );
    }
    return found;
  }

  /** Asked before anything is sent: a check that cannot be read would prove nothing afterwards. */
  async function readBefore(
    input: SimulationInput,
  ): Promise<{ check: CheckedTarget | null; before: number | null }> {
    if (input.check === null) return { check: null, before: null };
    const { url, path } = input.check;
    const check = await resolveTarget(
      { kind: 'url', url },
      { guard, intakeUrl, field: 'check.url' },
    );
    const read = await readNumber(check, path, tools);
    if ('value' in read) return { check, before: read.value };
    throw new BackstitchError('SIMULATION_INVALID', read.problem, { field: 'check.url' });
  }

  function keep(simulation: RunningSimulation): void {
    kept.set(simulation.id, simulation);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  }

  function find(id: string): RunningSimulation {
    const simulation = kept.get(id);
    if (simulation !== undefined) return simulation;
    throw new BackstitchError('SIMULATION_NOT_FOUND', undefined, {
      hint: `The last ${KEPT} are kept, until Backstitch is closed.`,
    });
  }

  return {
    preview(plan: SimulationPlan): SimulationPreview {
      return previewOf(planSends(plan));
    },
    start,
    list: (): Simulation[] => [...kept.values()].map((one) => one.snapshot()).toReversed(),
    get: (input: { id: string }): Simulation => find(input.id).snapshot(),
    events: (input: { id: string; show: EventFilter; offset: number; limit: number }) =>
      find(input.id).tally.page(input.show, input.offset, input.limit),
    /** Resolves once the running requests have been stopped. */
    async cancel(input: { id: string }): Promise<Simulation> {
      const simulation = find(input.id);
      simulation.cancel();
      await simulation.ended;
      return simulation.snapshot();
    },
    live: (input: { id: string }, signal?: AbortSignal): AsyncGenerator<Simulation, void, void> =>
      find(input.id).live(signal),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const simulation of kept.values()) simulation.cancel();
      await Promise.all([...kept.values()].map(({ ended }) => ended));
    },
  };
}
