import { describe, expect, it } from 'vitest';
import {
  EMPTY_TAB,
  packTab,
  tabOfKey,
  titleOfTab,
  unpackTab,
} from '../../../renderer/sql/tabs/tab-value.ts';
import { nextTab, tabsOf } from '../../../renderer/sql/tabs/tab-list.ts';

const NONE = { opened: [], closed: [] };

describe('the tabs of the console', () => {
  it('are those with a text, those opened here and the one that is shown, by number', () => {
    const kept = [{ key: 'sql:10' }, { key: 'sql:2' }, { key: 'endpoint:3' }, { key: 'sql:x' }];
    expect(tabsOf(kept, NONE)).toEqual(['2', '10']);
    expect(tabsOf(kept, { opened: ['3'], closed: ['10'] }, '1')).toEqual(['1', '2', '3']);
    expect(tabsOf([], NONE)).toEqual(['1']);
    expect(nextTab(['2', '10'])).toBe('11');
    expect(tabOfKey('sql:0')).toBeNull();
  });

  it('keep a text alone as text, as versions before them did', () => {
    expect(packTab({ ...EMPTY_TAB, text: 'SELECT 1' })).toBe('SELECT 1');
    expect(unpackTab('SELECT 1')).toEqual({ ...EMPTY_TAB, text: 'SELECT 1' });
    const whole = { text: 'SELECT :a', values: { a: '1' }, saved: { id: 3, name: 'Three' } };
    expect(unpackTab(JSON.parse(JSON.stringify(packTab(whole))))).toEqual(whole);
    expect(unpackTab({ text: 'x', values: { a: 1 }, saved: { id: 'no' } })).toEqual({
      ...EMPTY_TAB,
      text: 'x',
    });
    for (const none of [null, 7, {}, { text: 1 }]) expect(unpackTab(none)).toBeNull();
  });

  it('are called by their saved query, their table, or how they begin', () => {
    const title = (text: string, saved: typeof EMPTY_TAB.saved = null) =>
      titleOfTab({ ...EMPTY_TAB, text, saved });
    expect(title('SELECT 1', { id: 1, name: 'Latest' })).toBe('Latest');
    expect(title('-- all\nSELECT * FROM my_shop.data')).toBe('my_shop.data');
    expect(title('VALUES (1),\n (2)')).toBe('VALUES (1), (2)');
    expect(title(' -- nothing')).toBe('New query');
    expect(title(`SELECT ${'x'.repeat(80)}`)).toHaveLength(28);
  });
});
