import type { TimeRule } from '../scheme.ts';

/**
 * In the body: signing has to write it there first. @linear/sdk refuses what differs from its clock
 * by more than 60 s, on either side.
 */
export const linearTime: TimeRule = {
  from: 'json:webhookTimestamp',
  unit: 'ms',
  window: 60,
  sides: 'both',
};

export function rfc3339(header: string, window: number): TimeRule {
  return { from: `header:${header}`, unit: 'rfc3339', window, sides: 'old' };
}
