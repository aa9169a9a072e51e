import { describe, expect, it } from 'vitest';
import { IntegrationId } from '../../../preload/contract/integrations.ts';
import { readRejectsSeen, unseenRejects } from '../../../renderer/integrations/rejects-seen.ts';

const SHOP = IntegrationId.parse('shop');

describe('rejects that nobody has seen', () => {
  it('are those that came since somebody looked', () => {
    expect(unseenRejects({}, SHOP, 3)).toBe(3);
    expect(unseenRejects({ shop: 3 }, SHOP, 3)).toBe(0);
    expect(unseenRejects({ shop: 3 }, SHOP, 5)).toBe(2);
  });

  it('are never fewer than none: what was loaded again is no reject any more', () => {
    expect(unseenRejects({ shop: 3 }, SHOP, 1)).toBe(0);
  });

  it.each([undefined, null, 'x', 7, ['a'], { shop: 'many' }])(
    'are all where %j is kept',
    (kept) => {
      expect(readRejectsSeen({ rejectsSeen: kept })).toEqual({});
      expect(unseenRejects(readRejectsSeen({ rejectsSeen: kept }), SHOP, 2)).toBe(2);
    },
  );
});
