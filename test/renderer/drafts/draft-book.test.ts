import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDrafts } from '../../../main/drafts/drafts.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { BackstitchError } from '../../../main/lib/errors.ts';
import { migrate } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { openDraftBook } from '../../../renderer/drafts/draft-book.ts';
import { openHeldBack } from '../../../renderer/drafts/held-back.ts';
import type { DraftOf } from '../../../renderer/drafts/held.ts';

const OF: DraftOf = { key: 'function:app_1/f', kind: 'function', base: 'r1' };
const asItIs = (value: unknown): unknown => value;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The drafts of the engine, on a database of their own; it can be switched off. */
function engine() {
  const db = new SqliteDatabase(':memory:');
  migrate(db, migrations, () => undefined);
  const drafts = openDrafts({
    db,
    groups: { commit: async (job) => job() },
    clock: systemClock,
  });
  let isAway = false;
  let puts = 0;
  /** The next answer is lost: the engine did what it was asked to. */
  let losesAnswer = false;
  const there = (): void => {
    if (isAway) throw new Error('connection lost');
  };
  return {
    drafts,
    puts: () => puts,
    away(now: boolean): void {
      isAway = now;
    },
    loseAnswer(): void {
      losesAnswer = true;
    },
    calls: {
      async get(input: { key: string }) {
        there();
        return drafts.get(input);
      },
      async put(input: Parameters<typeof drafts.put>[0]) {
        there();
        puts += 1;
        const kept = await drafts.put(input);
        if (losesAnswer) {
          losesAnswer = false;
          throw new Error('connection lost');
        }
        return kept;
      },
      async remove(input: { key: string; rev?: number }) {
        there();
        return drafts.remove(input);
      },
    },
  };
}

function memory() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, text: string) => void items.set(name, text),
    removeItem: (name: string) => void items.delete(name),
  };
}

function windowOn(t: ReturnType<typeof engine>, session = 'Firefox', storage = memory()) {
  const book = openDraftBook({
    calls: t.calls,
    heldBack: openHeldBack(storage),
    now: Date.now,
    session,
    codeOf: (error) => (error instanceof BackstitchError ? error.code : undefined),
    onKept: () => undefined,
  });
  return {
    ...book,
    storage,
    type: (text: unknown, of = OF) => book.change(of, text, 'before', asItIs),
  };
}

const kept = (t: ReturnType<typeof engine>, key = OF.key) => t.drafts.get({ key })?.value;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('what is typed', () => {
  it('goes to the engine 800 ms after the last key, with what was saved before', async () => {
    const t = engine();
    const page = windowOn(t);
    page.type('a');
    await pass(700);
    page.type('ab');
    await pass(799);
    expect(kept(t)).toBeUndefined();
    await pass(1);
    expect(kept(t)).toEqual({ now: 'ab', was: 'before' });
    expect(t.drafts.list()).toMatchObject([{ ...OF, rev: 1, session: 'Firefox' }]);
    expect(page.get(OF.key)?.isKept).toBe(true);
    page.type('abc');
    await page.flush();
    expect(kept(t)).toEqual({ now: 'abc', was: 'before' });
    expect(t.puts()).toBe(2);
  });

  it('goes every five seconds while nobody pauses, and no more often where it is over 1 MB', async () => {
    const t = engine();
    const page = windowOn(t);
    for (let n = 0; n < 12; n += 1) {
      page.type(`small ${n}`);
      await pass(500);
    }
    expect(t.puts()).toBe(1);
    await pass(800);
    const before = t.puts();
    page.type('x'.repeat(1_000_001));
    await pass(4900);
    expect(t.puts()).toBe(before);
    await pass(100);
    expect(t.puts()).toBe(before + 1);
  });

  it('is gone from the engine once it is saved or discarded', async () => {
    const t = engine();
    const page = windowOn(t);
    page.type('a');
    await page.flush();
    page.discard(OF.key);
    await page.flush();
    expect(t.drafts.list()).toEqual([]);
    expect(page.get(OF.key)).toBeUndefined();
    page.type('b');
    await page.flush();
    expect(kept(t)).toMatchObject({ now: 'b' });
  });

  it('stays discarded where that was before the engine had it', async () => {
    const t = engine();
    const page = windowOn(t);
    page.type('a');
    const sending = page.flush();
    page.discard(OF.key);
    await sending;
    await page.flush();
    expect(t.drafts.list()).toEqual([]);
  });

  it('is packed as its owner says, so that no secret is kept, for the tab neither', async () => {
    const t = engine();
    const page = windowOn(t);
    t.away(true);
    page.change(OF, { name: 'a', secret: 'whsec_needle' }, undefined, () => ({ name: 'a' }));
    await page.flush();
    expect([...page.storage.items.values()].join()).not.toContain('whsec_needle');
    t.away(false);
    await page.flush();
    expect(kept(t)).toEqual({ now: { name: 'a' } });
  });

  it('says so where it is too large to be kept, and is taken once it is shorter', async () => {
    const t = engine();
    const page = windowOn(t);
    page.type('x'.repeat(9_000_000));
    await page.flush();
    expect(page.get(OF.key)).toMatchObject({ isTooLarge: true, isKept: false });
    page.type('x');
    await page.flush();
    expect(page.get(OF.key)).toMatchObject({ isTooLarge: false, isKept: true });
  });
});

describe('a text that is about to be shown', () => {
  it('is read once the engine has answered, whether or not there is one', async () => {
    const t = engine();
    const first = windowOn(t);
    first.type('a');
    await first.flush();
    const page = windowOn(t, 'Chrome');
    const leave = page.watch(OF.key);
    page.watch('function:app_1/none');
    expect(page.isRead(OF.key)).toBe(false);
    await pass(0);
    expect(page.isRead(OF.key)).toBe(true);
    expect(page.get(OF.key)).toMatchObject({ value: 'a', found: { session: 'Firefox' } });
    expect(page.isRead('function:app_1/none')).toBe(true);
    // Shown again, it is asked for again: another window may have typed meanwhile.
    leave();
    page.discard(OF.key);
    await pass(0);
    page.watch(OF.key);
    expect(page.isRead(OF.key)).toBe(false);
    await pass(0);
    expect(page.isRead(OF.key)).toBe(true);
  });

  it('is shown as it is saved while the engine is away, and asked for when it is back', async () => {
    const t = engine();
    const first = windowOn(t);
    first.type('a');
    await first.flush();
    const page = windowOn(t, 'Chrome');
    t.away(true);
    page.watch(OF.key);
    await pass(0);
    expect(page.isRead(OF.key)).toBe(true);
    expect(page.get(OF.key)).toBeUndefined();
    t.away(false);
    await page.askAgain();
    expect(page.get(OF.key)).toMatchObject({ value: 'a' });
  });
});

describe('while the engine is away', () => {
  it('keeps it for the tab, and sends it when the engine is back', async () => {
    const t = engine();
    const page = windowOn(t);
    page.type('a');
    await page.flush();
    t.away(true);
    page.type('ab');
    await page.flush();
    expect(kept(t)).toMatchObject({ now: 'a' });
    expect(page.waiting()).toMatchObject([{ key: OF.key, rev: 1, value: { now: 'ab' } }]);
    const again = windowOn(t, 'Firefox', page.storage);
    expect(again.get(OF.key)).toMatchObject({ value: 'ab', isLive: false, isKept: false });
    t.away(false);
    await again.flush();
    expect(kept(t)).toEqual({ now: 'ab', was: 'before' });
    expect(page.storage.items.size).toBe(0);
  });

  it('the newest are kept where not all have room, and what is there is read with care', async () => {
    const t = engine();
    const page = windowOn(t);
    t.away(true);
    page.type('x'.repeat(3_000_000), { ...OF, key: 'compose:old' });
    await pass(10);
    page.type('y'.repeat(2_000_000), { ...OF, key: 'compose:new' });
    await page.flush();
    const again = windowOn(t, 'Firefox', page.storage);
    expect(again.waiting().map(({ key }) => key)).toEqual(['compose:new']);
    for (const text of ['{', '{}', '[1,null,{"key":"a"}]']) {
      const storage = memory();
      storage.setItem('backstitch.drafts', text);
      expect(windowOn(t, 'Firefox', storage).waiting()).toEqual([]);
    }
  });

  it('discards it later where it was discarded meanwhile', async () => {
    const t = engine();
    const page = windowOn(t);
    page.type('a');
    await page.flush();
    t.away(true);
    page.discard(OF.key);
    await page.flush();
    expect(kept(t)).toMatchObject({ now: 'a' });
    t.away(false);
    await page.flush();
    expect(t.drafts.list()).toEqual([]);
  });

  it('an answer that is lost with the connection makes no second window of this one', async () => {
    const t = engine();
    const page = windowOn(t);
    t.loseAnswer();
    page.type('a');
    await page.flush();
    expect(kept(t)).toMatchObject({ now: 'a' });
    page.type('ab');
    await page.flush();
    expect(page.get(OF.key)).toMatchObject({ other: null, isKept: true });
    expect(kept(t)).toMatchObject({ now: 'ab' });
  });

  it('nor does one that the page did not wait for, when it is loaded again', async () => {
    const t = engine();
    const page = windowOn(t);
    t.loseAnswer();
    page.type('a');
    await page.flush();
    page.type('ab');
    page.holdBack();
    const again = windowOn(t, 'Firefox', page.storage);
    await again.open(OF.key);
    expect(again.get(OF.key)).toMatchObject({
      value: 'ab',
      other: null,
      isKept: true,
      found: { session: 'Firefox' },
    });
    expect(kept(t)).toMatchObject({ now: 'ab' });
  });
});

describe('two windows', () => {
  it('the second finds what the first typed, and where', async () => {
    const t = engine();
    const first = windowOn(t);
    first.type('a');
    await first.flush();
    const second = windowOn(t, 'Chrome');
    await second.open(OF.key);
    expect(second.get(OF.key)).toMatchObject({
      value: 'a',
      was: 'before',
      isLive: false,
      found: { session: 'Firefox' },
    });
    second.type('ab');
    await second.flush();
    await first.open(OF.key);
    expect(first.get(OF.key)).toMatchObject({ value: 'ab', found: { session: 'Chrome' } });
    second.discard(OF.key);
    await second.flush();
    await first.open(OF.key);
    expect(first.get(OF.key)).toBeUndefined();
  });

  async function both() {
    const t = engine();
    const first = windowOn(t);
    const second = windowOn(t, 'Chrome');
    first.type('mine');
    second.type('theirs');
    await second.flush();
    await first.flush();
    return { t, first };
  }

  it('the later one keeps its keystrokes beside the text of the other', async () => {
    const { t, first } = await both();
    expect(first.get(OF.key)).toMatchObject({
      value: 'mine',
      isKept: false,
      other: { session: 'Chrome', value: { now: 'theirs' } },
    });
    first.type('mine too');
    await first.flush();
    expect(first.get(OF.key)).toMatchObject({ value: 'mine too' });
    expect(kept(t)).toMatchObject({ now: 'theirs' });
  });

  it('goes on with its own text where that is chosen, or with the other', async () => {
    const one = await both();
    one.first.choose(OF.key, 'mine');
    await one.first.flush();
    expect(kept(one.t)).toMatchObject({ now: 'mine' });
    expect(one.first.get(OF.key)).toMatchObject({ other: null, isKept: true });

    const two = await both();
    two.first.choose(OF.key, 'theirs');
    await two.first.flush();
    expect(two.first.get(OF.key)).toMatchObject({ value: 'theirs', other: null, isKept: true });
    two.first.type('theirs and mine');
    await two.first.flush();
    expect(kept(two.t)).toMatchObject({ now: 'theirs and mine' });
  });

  it('what was discarded in another window stays here for who goes on typing', async () => {
    const t = engine();
    const first = windowOn(t);
    first.type('a');
    await first.flush();
    await t.drafts.remove({ key: OF.key });
    first.type('ab');
    await first.flush();
    expect(kept(t)).toMatchObject({ now: 'ab' });
  });

  it('who typed before it was known what is kept meets it as another window does', async () => {
    const t = engine();
    const first = windowOn(t);
    first.type('kept');
    await first.flush();
    const second = windowOn(t, 'Chrome');
    const opening = second.open(OF.key);
    second.type('t');
    await opening;
    expect(second.get(OF.key)).toMatchObject({ value: 't', other: { value: { now: 'kept' } } });
  });
});

it('goes on from another revision where somebody decided to', async () => {
  const t = engine();
  const page = windowOn(t);
  page.type('mine');
  page.rebase(OF.key, 'r2', 'saved meanwhile');
  await page.flush();
  expect(t.drafts.list()).toMatchObject([{ base: 'r2' }]);
  expect(kept(t)).toEqual({ now: 'mine', was: 'saved meanwhile' });
});
