import { describe, expect, it } from 'vitest';
import { DestinationId } from '../../../preload/contract/deliveries.ts';
import { NO_FILTER, readFilter } from '../../../renderer/deliveries/filter.ts';

describe('the filter of deliveries', () => {
  it('asks for everything while nothing is chosen', () => {
    expect(readFilter('queue', NO_FILTER)).toEqual({
      states: [],
      destinationId: undefined,
      text: undefined,
      status: undefined,
      since: undefined,
    });
  });

  it('of dead letters has both of their states, or the one chosen', () => {
    expect(readFilter('dead', NO_FILTER).states).toEqual(['discarded', 'failed']);
    expect(readFilter('dead', { ...NO_FILTER, state: 'failed' }).states).toEqual(['failed']);
  });

  it('takes blanks and half a status for nothing', () => {
    const typed = readFilter('queue', { ...NO_FILTER, text: '  ', status: 50.5 });
    expect([typed.text, typed.status]).toEqual([undefined, undefined]);
    const destinationId = DestinationId.parse('dst_1');
    const whole = { ...NO_FILTER, text: ' order ', status: 503, destinationId, since: 0 };
    expect(readFilter('queue', whole)).toEqual({
      states: [],
      destinationId,
      text: 'order',
      status: 503,
      since: 0,
    });
  });
});
