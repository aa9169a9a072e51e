import type { AppSummary } from '../../../../preload/contract/apps.ts';
import type {
  FunctionName,
  FunctionView,
  SideEffects,
} from '../../../../preload/contract/apps/functions.ts';
import type { WebhookView } from '../../../../preload/contract/apps/webhooks.ts';
import type { SuiteTarget } from '../../../../preload/contract/interchange/suite-cases.ts';
import type { Connection } from '../../connection/connection.ts';
import { bad } from '../../refusals.ts';

const FUNCTION = 'function:';

/** Whether `--to` names a function of a running Backstitch. */
export const isFunction = (to: string): boolean => to.startsWith(FUNCTION);

/**
 * What `--to` names: `intake`, a URL, or `function:` with the name of a function, or of a service and its webhook; with
 * the name of the app before it, where several apps have one.
 */
export async function targetOf(
  engine: Connection,
  to: string,
  sideEffects: SideEffects,
): Promise<SuiteTarget> {
  if (to === 'intake') return { kind: 'intake' };
  if (!isFunction(to)) return { kind: 'url', url: to };
  const wanted = to.slice(FUNCTION.length);
  const [apps, functions, webhooks] = (await Promise.all([
    engine.ask('GET', '/apps'),
    engine.ask('GET', '/functions'),
    engine.ask('GET', '/webhooks'),
  ])) as [AppSummary[], FunctionView[], WebhookView[]];
  const all: { appId: AppSummary['id']; name: string; of: FunctionName }[] = [
    ...functions.map(({ appId, name }) => ({
      appId,
      name,
      of: { kind: 'function' as const, name },
    })),
    ...webhooks.map(({ appId, service, name }) => ({
      appId,
      name: `${service}/${name}`,
      of: { kind: 'webhook' as const, service, webhook: name },
    })),
  ];
  const appOf = (id: AppSummary['id']) => apps.find((app) => app.id === id);
  const found = all.filter(({ appId, name }) => {
    const app = appOf(appId);
    return [name, `${app?.name}/${name}`, `${app?.clientAppId}/${name}`].includes(wanted);
  });
  const [one, ...more] = found;
  if (one === undefined) {
    const there = all.map(({ name }) => name).join(', ');
    throw bad(
      `There is no function ${wanted}.`,
      there === '' ? 'No app has one.' : `There are: ${there}.`,
    );
  }
  if (more.length > 0) {
    const named = found.map(({ appId, name }) => `${FUNCTION}${appOf(appId)?.clientAppId}/${name}`);
    throw bad(`Several functions are called ${wanted}.`, `Write one of ${named.join(', ')}.`);
  }
  return { kind: 'function', appId: one.appId, of: one.of, sideEffects };
}
