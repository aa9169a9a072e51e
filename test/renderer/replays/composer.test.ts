import { describe, expect, it } from 'vitest';
import type { SignPreview } from '../../../preload/contract/replay-request.ts';
import {
  type Composition,
  FIRST_COMPOSITION,
  isUnsent,
  packComposition,
  sameComposition,
  sameDraft,
  unpackComposition,
} from '../../../renderer/replays/composer/composition.ts';
import {
  needsWord,
  type Preview,
  sendsAtOnce,
  signatureOf,
} from '../../../renderer/replays/composer/send-plan.ts';
import { readTarget } from '../../../renderer/replays/composer/target/target-text.ts';
import { openDraft } from '../../../renderer/replays/edit/edit-draft.ts';

const draftOf = (body: string, headers: [string, string][] = []) =>
  openDraft({ method: 'POST', target: '/', headers, body: new TextEncoder().encode(body) });

function preview(row: number, choice: SignPreview['choice'], codes: string[] = []): Preview {
  return {
    signature: {
      row,
      choice,
      reason: '',
      tone: 'ok',
      secretLabel: null,
      mode: 'keep',
      url: null,
      headers: [],
      secretFields: [],
    },
    warnings: codes.map((code) => ({ code, text: '' })),
  };
}

describe('a typed target', () => {
  it.each([
    ['3000', 'http://localhost:3000'],
    [':3000/x', 'http://localhost:3000/x'],
    ['3000/hooks/a', 'http://localhost:3000/hooks/a'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:8080/a', 'http://127.0.0.1:8080/a'],
    ['[::1]:8080', 'http://[::1]:8080'],
    [' https://example.com/a ', 'https://example.com/a'],
  ])('%j is %s', (typed, url) => {
    expect(readTarget(typed)).toEqual({ to: { kind: 'url', url }, problem: null });
  });

  it.each(['Intake', 'intake', ' INTAKE '])('%j is the intake', (typed) => {
    expect(readTarget(typed).to).toEqual({ kind: 'intake' });
  });

  it.each(['', 'example.com/a', 'localhost.evil.com', 'ftp://a', '99999999'])(
    '%j is none, and says why',
    (typed) => {
      const { to, problem } = readTarget(typed);
      expect(to).toBeNull();
      expect(problem).not.toBe('');
    },
  );
});

describe('the signature of what is sent', () => {
  it('is what fits the request, unless somebody chose against it', () => {
    expect(signatureOf('auto', preview(5, 'resign'))).toBe('resign');
    expect(signatureOf('keep', preview(5, 'resign'))).toBe('keep');
    expect(signatureOf('auto', preview(2, 'none'))).toBe('keep');
  });

  it('needs a word before it goes out over other bytes, but not where it was chosen', () => {
    expect(needsWord('auto', preview(7, 'keep'))).toBe(true);
    expect(needsWord('keep', preview(7, 'keep'))).toBe(false);
    expect(needsWord('auto', preview(6, 'resign'))).toBe(false);
  });

  it('is sent by one key only where nothing is left to ask', () => {
    const decided = [1, 2, 3, 4, 5, 6, 7].filter((row) => sendsAtOnce(preview(row, 'keep')));
    expect(decided).toEqual([1, 2, 3, 5]);
    expect(sendsAtOnce(preview(3, 'keep', ['duplicate', 'surplus']))).toBe(true);
    for (const code of ['needs-allow', 'refused', 'cut', 'cannot-sign']) {
      expect(sendsAtOnce(preview(3, 'keep', [code])), code).toBe(false);
    }
  });
});

describe('a draft', () => {
  it('is not sent yet where another body of the same length went out', () => {
    const sent = draftOf('{"a":1}');
    expect(isUnsent({ draft: draftOf('{"a":2}'), sent })).toBe(true);
    expect(isUnsent({ draft: draftOf('{"a":1}'), sent })).toBe(false);
    expect(isUnsent({ draft: draftOf('{"a":1}'), sent: null })).toBe(true);
    expect(isUnsent({ draft: null, sent: null })).toBe(false);
  });

  it('is the same by every byte, its headers and their order too', () => {
    const one = draftOf('a', [['X-A', '1']]);
    expect(sameDraft(one, draftOf('a', [['X-A', '1']]))).toBe(true);
    expect(sameDraft(one, draftOf('a', [['X-A', '2']]))).toBe(false);
    expect(sameDraft(one, { ...one, method: 'PUT' })).toBe(false);
    expect(sameDraft(one, { ...one, body: { kind: 'hex', text: 'a' } })).toBe(false);
  });

  it('comes back from what was kept as it was, sent or not', () => {
    const draft = draftOf('{"a":1}', [['X-A', '1']]);
    const back = (composition: Composition) =>
      unpackComposition(JSON.parse(JSON.stringify(packComposition(composition))));
    for (const sent of [null, draft, draftOf('other')]) {
      const composition = { ...FIRST_COMPOSITION, draft, sent, target: '3000' };
      const read = back(composition);
      expect(read !== null && sameComposition(read, composition)).toBe(true);
    }
    const large = { ...draft, body: { kind: 'kept' as const, sizeBytes: 9_000_000 } };
    expect(back({ ...FIRST_COMPOSITION, draft: large })?.draft?.body).toEqual(large.body);
    expect(back(FIRST_COMPOSITION)).toEqual(FIRST_COMPOSITION);
  });

  it('is none where something else was kept', () => {
    for (const kept of [null, 'text', 7, {}, [], { target: 3 }]) {
      expect(unpackComposition(kept)).toBeNull();
    }
  });
});
