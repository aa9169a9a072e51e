import { describe, expect, it } from 'vitest';
import { editFor, wasSent, type SendInput } from '../../../renderer/replays/edit/edit-for.ts';
import { FIRST_CHOICE, type ReplayChoice } from '../../../renderer/replays/replay-target.ts';

const ELSEWHERE: ReplayChoice = { ...FIRST_CHOICE, kind: 'url', url: 'http://127.0.0.1:3000/a' };

describe('the edit of a replay', () => {
  it('goes to the intake as it is', () => {
    const edit = { target: '/other', method: 'PUT' };
    expect(editFor(edit, FIRST_CHOICE)).toBe(edit);
  });

  it('leaves its path behind where the URL has one, and is none where nothing else is left', () => {
    expect(editFor({ target: '/other', method: 'PUT' }, ELSEWHERE)).toEqual({ method: 'PUT' });
    expect(editFor({ target: '/other' }, ELSEWHERE)).toBeUndefined();
    expect(editFor(undefined, ELSEWHERE)).toBeUndefined();
  });

  it('is lost by closing until it went out', () => {
    const sent = { edit: { method: 'PUT' } } as SendInput;
    expect(wasSent(sent, { method: 'PUT' })).toBe(true);
    expect(wasSent(sent, { method: 'POST' })).toBe(false);
    expect(wasSent(undefined, { method: 'PUT' })).toBe(false);
    expect(wasSent({}, { method: 'PUT' })).toBe(false);
  });
});
