import { isContractProcedure } from '@orpc/contract';
import { expect, it } from 'vitest';
import { contract } from '../../preload/contract.ts';

/**
 * Operations without a REST route of their own, and why. The list only gets shorter: what is not in
 * it has a route, and what has one must not be in it.
 */
const WITHOUT_ROUTE: Record<string, string> = {
  'apps.previewZip': 'takes bytes; REST names a .zip by its path',
  'apps.importZip': 'takes bytes; REST names a .zip by its path',
  'apps.exportZip': 'gives bytes; REST writes a folder',
  'captures.body': 'a streaming route of its own: /captures/{id}/body',
  'captures.decodedBody': 'gives bytes that stand in for the exact ones',
  'replays.body': 'gives bytes',
  'apps.live': 'stream',
  'captures.live': 'stream',
  'deliveries.live': 'stream',
  'endpoints.live': 'stream',
  'functions.compare': 'stream',
  'integrations.live': 'stream',
  'notices.live': 'stream',
  'prefs.live': 'stream',
  'replays.jobLive': 'stream',
  'services.outboxLive': 'stream',
  'simulator.live': 'stream',
  'system.live': 'stream',
  'tunnel.live': 'stream',
  'views.live': 'stream',
};

function* operations(level: object, prefix = ''): Generator<[name: string, path?: string]> {
  for (const [key, value] of Object.entries(level) as [string, unknown][]) {
    const name = prefix + key;
    if (isContractProcedure(value)) yield [name, value['~orpc'].route.path];
    else yield* operations(value as object, `${name}.`);
  }
}

it('every operation of the contract has a REST route, but for those that say why not', () => {
  const without = [...operations(contract)]
    .filter(([, path]) => path === undefined)
    .map(([name]) => name);
  expect(without.sort()).toEqual(Object.keys(WITHOUT_ROUTE).sort());
});
