import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendPage,
  dropRemoved,
  insertArrivals,
  listOf,
  mergeHead,
  newestId,
  replaceChanged,
  type ListData,
} from '../../../../renderer/captures/list/list-pages.ts';
import { capture, idOf, pageOf } from './sample-captures.ts';

const numbers = (data: ListData): number[] =>
  data.pages.flatMap((page) => page.items.map((item) => Number(item.id.slice(1))));

describe('arrivals', () => {
  it('stand on top, newest first, in whatever order they were told', () => {
    const list = insertArrivals(listOf(pageOf([3, 2, 1])), [capture(4), capture(6), capture(5)]);
    expect(numbers(list)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('told twice stand in the list once', () => {
    const list = insertArrivals(listOf(pageOf([2, 1])), [capture(3)]);
    expect(insertArrivals(list, [capture(3)])).toBe(list);
  });

  it('that are older than the loaded part are left to paging', () => {
    const list = listOf(pageOf([9, 8, 7], true));
    expect(insertArrivals(list, [capture(3)])).toBe(list);
  });

  it('brought back by undo return to their place in a further page', () => {
    const list = appendPage(listOf(pageOf([9, 8, 7], true)), idOf(7), pageOf([5, 3]));
    expect(numbers(insertArrivals(list, [capture(4)]))).toEqual([9, 8, 7, 5, 4, 3]);
  });
});

describe('changes', () => {
  it('replace one row and leave the other pages the same objects', () => {
    const list = appendPage(listOf(pageOf([4, 3], true)), idOf(3), pageOf([2, 1]));
    const pinned = replaceChanged(list, [capture(1, { pinned: true })]);
    expect(pinned.pages[0]).toBe(list.pages[0]);
    expect(pinned.pages[1]?.items[1]?.pinned).toBe(true);
  });

  it('take removed rows out and keep the way to older pages', () => {
    const list = dropRemoved(listOf(pageOf([3, 2, 1], true)), [idOf(1), idOf(3)]);
    expect(numbers(list)).toEqual([2]);
    expect(list.pages[0]?.next).toBe(idOf(1));
  });
});

describe('a further page', () => {
  it('that comes after the list began again is dropped', () => {
    const list = listOf(pageOf([9, 8], true));
    expect(appendPage(list, idOf(5), pageOf([4]))).toBe(list);
  });
});

describe('a first page fetched again', () => {
  it('brings what arrived meanwhile, without doubling what was there', () => {
    const list = listOf(pageOf([3, 2, 1]));
    const merged = mergeHead(list, pageOf([5, 4, 3, 2, 1]), newestId(list));
    expect(numbers(merged)).toEqual([5, 4, 3, 2, 1]);
    expect(merged.gap).toBe(false);
  });

  it('takes out what is gone within its span and keeps what lies below', () => {
    const list = appendPage(listOf(pageOf([6, 5, 4], true)), idOf(4), pageOf([3, 2, 1]));
    const merged = mergeHead(list, pageOf([7, 6, 4], true), newestId(list));
    expect(numbers(merged)).toEqual([7, 6, 4, 3, 2, 1]);
  });

  it('does not take out what was told of after it was asked for', () => {
    const asked = listOf(pageOf([2, 1]));
    const meanwhile = insertArrivals(asked, [capture(3)]);
    expect(numbers(mergeHead(meanwhile, pageOf([2, 1]), newestId(asked)))).toEqual([3, 2, 1]);
  });

  it('that does not reach the known rows leaves them and says so', () => {
    const list = listOf(pageOf([3, 2, 1]));
    const merged = mergeHead(list, pageOf([900, 899], true), newestId(list));
    expect(numbers(merged)).toEqual([3, 2, 1]);
    expect(merged.gap).toBe(true);
  });

  it('that is empty empties the list', () => {
    const list = listOf(pageOf([3, 2, 1]));
    expect(numbers(mergeHead(list, pageOf([]), newestId(list)))).toEqual([]);
  });

  it('always ends in the true list: sorted, complete, nothing twice', () => {
    const set = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(set, set, fc.integer({ min: 1, max: 10 }), (known, fresh, size) => {
        const descending = (all: readonly number[]): number[] => [...all].sort((a, b) => b - a);
        const shown = descending(known);
        const list = listOf(pageOf(shown.slice(0, 20), shown.length > 20));
        const truth = descending([...new Set([...known, ...fresh.map((n) => n + 60)])]);
        const merged = mergeHead(
          list,
          pageOf(truth.slice(0, size), truth.length > size),
          newestId(list),
        );
        const rows = numbers(merged);
        expect(rows).toEqual(descending([...new Set(rows)]));
        const expected = merged.gap ? shown.slice(0, rows.length) : truth.slice(0, rows.length);
        expect(rows).toEqual(expected);
      }),
    );
  });
});
