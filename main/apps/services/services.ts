import type { RuleDecision } from '../../../preload/contract/apps/function-runs.ts';
import type { CallHost, HostCallAnswer, HostCallRequest } from '../../functions/run-request.ts';
import { createActing } from './act.ts';
import { ActionError } from './action-error.ts';
import { decide } from './decide.ts';
import { type FoundService, prepare, type Prepared } from './prepare.ts';
import { createRecorded } from './recorded.ts';
import type { ActionContext, ServiceParts } from './service-parts.ts';
import { shownArguments } from './shown-arguments.ts';

/** Actions of services, as functions call them. */
export function createServices(parts: ServiceParts) {
  const act = createActing(parts);

  function find(context: ActionContext, { service }: HostCallRequest): FoundService | null {
    if (service === '') return null;
    const found = parts.find(context.appId, service);
    if (found !== undefined) return found;
    throw new ActionError('ServiceNotFound', `service not found: '${service}'`);
  }

  async function ruling(context: ActionContext, prepared: Prepared): Promise<RuleDecision | null> {
    const { found, call, work, ruleArgs, ruleAction } = prepared;
    if (found === null) return { allowed: true, why: 'context-http', rule: null, rules: [] };
    // Rules of collections are decided where the documents are known.
    if (work.kind === 'documents') return null;
    return decide({
      service: found.service,
      action: ruleAction,
      asSystem: call.asSystem,
      strict: parts.appSettings(context.appId).strictServiceRules,
      evaluate: (when) => context.evaluate(when, call, ruleArgs),
    });
  }

  return {
    /** Answers the host calls of one run. */
    callHost(context: ActionContext): CallHost {
      const takeRecorded = createRecorded(context.recorded ?? []);
      return async (call, signal) => {
        const answer: HostCallAnswer = {
          outcome: { ok: false, code: 'InternalServerError', message: 'nothing was done' },
          // Until it is done, nothing has left the machine.
          mode: 'refused',
          decision: null,
          // What could not even be read may hold anything: none of it is shown.
          shownArgs: '{}',
        };
        try {
          const found = find(context, call);
          const shownArgs = shownArguments(found?.service.type ?? 'http', call.args);
          answer.shownArgs = shownArgs;
          const prepared = prepare(found, call);
          answer.decision = await ruling(context, prepared);
          if (answer.decision?.allowed === false) {
            const text = `no matching rule found for action '${call.service}.${prepared.ruleAction}'`;
            throw new ActionError('NoMatchingRuleFound', text);
          }
          answer.mode = 'live';
          const recorded = (): HostCallAnswer['outcome'] | undefined =>
            takeRecorded(call.service, call.action, shownArgs);
          Object.assign(answer, await act(context, prepared, recorded, signal));
        } catch (error) {
          const code = error instanceof ActionError ? error.code : 'InternalServerError';
          const message = error instanceof Error ? error.message : String(error);
          if (code === 'RestrictedHost') answer.mode = 'refused';
          const systemCode = error instanceof ActionError ? error.systemCode : undefined;
          answer.outcome = { ok: false, code, message, ...(systemCode && { systemCode }) };
        }
        return answer;
      };
    },
  };
}
