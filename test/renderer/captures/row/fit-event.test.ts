import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitEvent } from '../../../../renderer/captures/row/fit-event.ts';

const TYPES = readFileSync(join(import.meta.dirname, '../../../fixtures/event-types.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ')[1] ?? '');

describe('an event in a row', () => {
  it('stays whole where it fits', () => {
    expect(fitEvent('invoice.paid', 12)).toBe('invoice.paid');
    expect(fitEvent('', 2)).toBe('');
  });

  it.each([
    ['customer.subscription.trial_will_end', 30, '…subscription.trial_will_end'],
    ['customer.subscription.trial_will_end', 27, '…trial_will_end'],
    ['customer.subscription.trial_will_end', 15, '…trial_will_end'],
    ['PAYMENT.REFERENCED-PAYOUT-ITEM.COMPLETED', 34, '…REFERENCED-PAYOUT-ITEM.COMPLETED'],
    ['fulfillment_orders/placed_on_hold', 20, '…placed_on_hold'],
  ])('loses whole segments at its beginning: %s in %i', (event, chars, shown) => {
    expect(fitEvent(event, chars)).toBe(shown);
  });

  it('keeps the end of a last segment that is itself too long', () => {
    expect(fitEvent('customer.subscription.trial_will_end', 9)).toBe('…will_end');
    expect(fitEvent('repository_vulnerability_alert', 6)).toBe('…alert');
    expect(fitEvent('ends.with.', 5)).toBe('…ith.');
  });

  it('never takes more room than there is, and always shows its end', () => {
    const wrong: string[] = [];
    for (const type of TYPES) {
      for (let chars = 2; chars <= 72; chars += 1) {
        const shown = fitEvent(type, chars);
        const isCut = shown.startsWith('…');
        const isRight = shown.length <= chars && type.endsWith(isCut ? shown.slice(1) : shown);
        if (!isRight || isCut !== type.length > chars) wrong.push(`${type} in ${chars}: ${shown}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
