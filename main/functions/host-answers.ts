import { recordCall } from './host-call-record.ts';
import type { Job } from './pool-job.ts';
import type { ContextUser, HostCallOutcome } from './run-request.ts';

interface Action {
  service: string;
  action: string;
  args: string;
  system: boolean;
  user: string;
}

/** One action of a service, recorded from its start to its end. */
export async function performAction(
  job: Job,
  json: string,
  signal: AbortSignal = job.abort.signal,
): Promise<HostCallOutcome> {
  const { service, action, args, system, user: id } = JSON.parse(json) as Action;
  const index = job.calls.length;
  const record = recordCall(job.calls, job.startedAt, { service, action, args });
  try {
    const user = await actor(job, id);
    const call = { service, action, args, user, asSystem: system, index };
    const answer = await job.host.call(call, signal);
    record(answer);
    return answer.outcome;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const outcome = { ok: false as const, code: 'InternalServerError', message };
    record({ outcome, mode: 'live', decision: null });
    return outcome;
  }
}

async function actor({ request, host }: Job, id: string): Promise<ContextUser> {
  if (id === request.user.id) return request.user;
  const user = await host.findUser(id);
  if (user === undefined) throw new Error(`there is no user ${id}`);
  return user;
}

/** What a run that waits is told: JSON text. */
export async function answerWait(job: Job, what: string, json: string): Promise<string> {
  if (what === 'action') return JSON.stringify(await performAction(job, json));
  const no = (code: string, message: string): string =>
    JSON.stringify({ ok: false, code, message });
  try {
    if (what === 'user') {
      const { id } = JSON.parse(json) as { id: string };
      const user = await job.host.findUser(id);
      if (user === undefined) return no('UserNotFound', `there is no user ${id}`);
      return JSON.stringify({ ok: true, result: JSON.stringify(user) });
    }
    const {
      name,
      user: id,
      system,
    } = JSON.parse(json) as Omit<Action, 'action'> & { name: string };
    if (await job.host.mayCall(name, await actor(job, id), system)) {
      return JSON.stringify({ ok: true, result: 'true' });
    }
    return no(
      'FunctionNotCallable',
      `function '${name}' cannot be called: its can_evaluate is false`,
    );
  } catch (error) {
    return no('InternalServerError', error instanceof Error ? error.message : String(error));
  }
}
