import type { AppId } from '../../preload/contract/app-model.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import type { FunctionView } from '../../preload/contract/apps/functions.ts';
import type { WebhookView } from '../../preload/contract/apps/webhooks.ts';
import type { Route } from '../navigation/route.ts';

/** One thing that decides who may do what, and the page on which it is written. */
export interface RuleLine {
  /** The service, webhook or function it belongs to. */
  of: string;
  /** Name of the rule; '' for can_evaluate. */
  name: string;
  actions: readonly string[];
  /** The expression on one line, or that there is none. */
  when: string;
  route: Route;
}

const EMPTY: readonly string[] = ['', '{}'];

/** Action rules, then can_evaluate of webhooks and of functions. Expressions that are always true
 * say nothing of a webhook or a function: those are left out; groups without lines too. */
export function rulesOf(
  appId: AppId,
  services: readonly ServiceView[],
  webhooks: readonly Pick<WebhookView, 'service' | 'name' | 'canEvaluate'>[],
  functions: readonly Pick<FunctionView, 'name' | 'canEvaluate'>[],
): { title: string; lines: RuleLine[] }[] {
  const at = { page: 'apps', appId } as const;
  const groups = [
    {
      title: 'Actions of services',
      lines: services.flatMap((service) =>
        service.rules.map((rule) => ({
          of: service.name,
          name: rule.name,
          actions: rule.actions,
          when: EMPTY.includes(rule.when.trim()) ? 'always' : oneLine(rule.when),
          route: { ...at, part: 'services' as const, item: service.name, tab: 'rules' },
        })),
      ),
    },
    {
      title: 'can_evaluate of Incoming Webhooks',
      lines: webhooks.filter(decides).map((webhook) => {
        const of = `${webhook.service}/${webhook.name}`;
        const route = { ...at, part: 'services' as const, item: of, tab: 'settings' };
        return { of, name: '', actions: [], when: oneLine(webhook.canEvaluate), route };
      }),
    },
    {
      title: 'can_evaluate of functions',
      lines: functions.filter(decides).map(({ name, canEvaluate }) => {
        const route = { ...at, part: 'functions' as const, item: name, tab: 'settings' };
        return { of: name, name: '', actions: [], when: oneLine(canEvaluate), route };
      }),
    },
  ];
  return groups.filter(({ lines }) => lines.length > 0);
}

const decides = ({ canEvaluate }: { canEvaluate: string }): boolean =>
  !EMPTY.includes(canEvaluate.trim());

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
