import { describe, expect, it } from 'vitest';
import { cellTerm } from '../../../renderer/integrations/rows/cell-term.ts';
import {
  columnWords,
  shownColumns,
  withCondition,
} from '../../../renderer/integrations/rows/table-look.ts';
import type { EndpointId } from '../../../preload/contract/shapes.ts';

const column = (name: string, base: string | null, type = 'string', isSplit = false) => ({
  name,
  base,
  type,
  isSplit,
  firstCapture: null,
  createdAt: null,
});

describe('the search term of a cell', () => {
  const flat = { endpointId: 'int_1' as EndpointId, nested: 'json' } as const;
  const term = (value: string | number | boolean | null, base = 'state', of = flat) =>
    cellTerm(of, 'data', column(base, base), value);

  it('names the integration, the field and the value', () => {
    expect(term('paid')).toBe('endpoint:int_1 body.state:paid');
    expect(term(12.5)).toBe('endpoint:int_1 body.state:12.5');
    expect(term(false)).toBe('endpoint:int_1 body.state:false');
    expect(term('a "b", c*')).toBe('endpoint:int_1 body.state:"a \\"b\\", c*"');
    expect(term('1..5')).toBe('endpoint:int_1 body.state:"1..5"');
    expect(term('x', 'odd name.here')).toBe('endpoint:int_1 body."odd name.here":x');
  });

  it('follows objects and lists that became columns and tables', () => {
    const nested = { ...flat, nested: 'relational' } as const;
    const of = column('price__amount', 'price__amount');
    expect(cellTerm(nested, 'data__order__items', of, 5)).toBe(
      'endpoint:int_1 body.order.items.price.amount:5',
    );
  });

  it('is none of what a search cannot name', () => {
    for (const value of [null, '', 'x'.repeat(300), 'two\nlines']) expect(term(value)).toBeNull();
    expect(cellTerm(flat, 'data', column('_sdc_sequence', null), '1')).toBeNull();
    expect(cellTerm(flat, 'data', column('a', 'a', 'json'), '{}')).toBeNull();
    expect(cellTerm(flat, 'data', column('a', 'a', 'timestamp'), '2026')).toBeNull();
  });
});

describe('how a table is shown', () => {
  const all = [column('_sdc_sequence', null), column('a', 'a'), column('b', 'b')];

  it('begins with what is pinned, in that order, then what the sender sent', () => {
    const names = (hidden: string[], pinned: string[]) => {
      const { shown, pins } = shownColumns(all, { hidden: new Set(hidden), pinned });
      return [shown.map(({ column: { name } }) => name).join(' '), pins];
    };
    expect(names([], [])).toEqual(['a b _sdc_sequence', 0]);
    expect(names([], ['_sdc_sequence', 'b'])).toEqual(['_sdc_sequence b a', 2]);
    expect(names(['b'], ['_sdc_sequence', 'b'])).toEqual(['_sdc_sequence a', 1]);
  });

  it('says of a split column what it was split from', () => {
    expect(columnWords(column('cost__it', 'cost', 'integer', true))).toBe('integer, split of cost');
    expect(columnWords(column('_sdc_received_at', null))).toBe('when it was received');
  });

  it('has one value for each column', () => {
    const first = withCondition([], { column: 'a', value: '1' });
    const second = withCondition(first, { column: 'b', value: null });
    expect(withCondition(second, { column: 'a', value: '2' })).toEqual([
      { column: 'b', value: null },
      { column: 'a', value: '2' },
    ]);
  });
});
