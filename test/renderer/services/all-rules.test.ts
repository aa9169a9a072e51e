import { describe, expect, it } from 'vitest';
import { AppId } from '../../../preload/contract/app-model.ts';
import type { ServiceView } from '../../../preload/contract/apps/services.ts';
import { formatRoute } from '../../../renderer/navigation/route.ts';
import { rulesOf } from '../../../renderer/services/all-rules.ts';

const appId = AppId.parse('a1');
const service = (name: string, rules: ServiceView['rules']): ServiceView => ({
  appId,
  name,
  type: 'http',
  directory: 'services',
  config: '{}',
  secretConfig: {},
  rules,
  revision: 'r',
  webhookNames: [],
  actions: ['get'],
  runs: true,
  settings: {} as ServiceView['settings'],
});

const lines = (...given: Parameters<typeof rulesOf>) =>
  rulesOf(...given).flatMap(({ title, lines }) =>
    lines.map(({ of, name, when, route }) => [title, of, name, when, formatRoute(route)]),
  );

describe('all rules of an app', () => {
  it('are listed in one place, each with the address of where it is written', () => {
    const rule = { name: 'staff', actions: ['get'], when: '{\n "%%user.type": "normal"\n}' };
    expect(
      lines(
        appId,
        [service('orders', [rule, { ...rule, name: 'open', when: '{}' }])],
        [{ service: 'orders', name: 'place', canEvaluate: '{"%%true": true}' }],
        [{ name: 'audit/record', canEvaluate: '{"%%false": true}' }],
      ),
    ).toEqual([
      [
        'Actions of services',
        'orders',
        'staff',
        '{ "%%user.type": "normal" }',
        '#/apps/a1/services/orders/rules',
      ],
      ['Actions of services', 'orders', 'open', 'always', '#/apps/a1/services/orders/rules'],
      [
        'can_evaluate of Incoming Webhooks',
        'orders/place',
        '',
        '{"%%true": true}',
        '#/apps/a1/services/orders%2Fplace/settings',
      ],
      [
        'can_evaluate of functions',
        'audit/record',
        '',
        '{"%%false": true}',
        '#/apps/a1/functions/audit%2Frecord/settings',
      ],
    ]);
  });

  it('leave out expressions that are empty: those decide nothing', () => {
    expect(
      lines(
        appId,
        [service('orders', [])],
        [{ service: 'orders', name: 'place', canEvaluate: ' {} ' }],
        [{ name: 'health', canEvaluate: '' }],
      ),
    ).toEqual([]);
  });
});
