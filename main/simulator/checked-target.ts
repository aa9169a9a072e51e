import type { SimulationTarget } from '../../preload/contract/simulator.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { Refusal } from '../outbound/refusal.ts';
import { isSendablePath, isThisMachine, parseTarget, type Target } from '../outbound/target.ts';

/** The rule of replays: where anything may go. */
export interface TargetGuard {
  checkTarget(target: Target): Promise<void>;
  checkAddresses(target: Target, addresses: readonly string[]): Refusal | undefined;
}

/** Where requests go, judged, with the verdict on the addresses that is asked for each of them. */
export interface CheckedTarget {
  target: Target;
  checkAddresses: (target: Target, addresses: readonly string[]) => Refusal | undefined;
}

/**
 * @param field of the input, for the message
 * @throws BackstitchError SIMULATION_INVALID, TARGET_REFUSED, TARGET_NEEDS_ALLOW
 */
export async function resolveTarget(
  to: SimulationTarget,
  parts: { guard: TargetGuard; intakeUrl: () => string; field: string },
): Promise<CheckedTarget> {
  const intake = parsed(parts.intakeUrl(), parts.field);
  if (to.kind === 'intake') return atIntake(intake, to.path);
  const target = parsed(to.url, parts.field);
  // Written out, the intake is still the intake. The control listener has another port.
  if (isIntake(target, intake)) return atIntake(intake, target.path);
  await checked(target, parts);
  return { target, checkAddresses: parts.guard.checkAddresses };
}

function atIntake(intake: Target, path: string): CheckedTarget {
  if (!path.startsWith('/') || !isSendablePath(path)) {
    const message = 'A path begins with / and has no spaces.';
    throw new BackstitchError('SIMULATION_INVALID', message, { field: 'to.path' });
  }
  return { target: { ...intake, path }, checkAddresses: () => undefined };
}

function isIntake(target: Target, intake: Target): boolean {
  return isThisMachine(target) && target.protocol === 'http:' && target.port === intake.port;
}

async function checked(
  target: Target,
  { guard, field }: { guard: TargetGuard; field: string },
): Promise<void> {
  try {
    await guard.checkTarget(target);
  } catch (error) {
    if (!(error instanceof BackstitchError)) throw error;
    const { code, message, hint, host } = error;
    throw new BackstitchError(code, message, { hint, host, field, cause: error });
  }
}

function parsed(url: string, field: string): Target {
  const result = parseTarget(url);
  if (result.ok) return result.target;
  throw new BackstitchError('TARGET_REFUSED', result.why, { field });
}
