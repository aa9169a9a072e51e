import { describe, expect, it } from 'vitest';
import { editFor } from '../../../renderer/replays/composer/edit-for.ts';

describe('the edit of a replay', () => {
  it('goes to the intake as it is', () => {
    const edit = { target: '/other', method: 'PUT' };
    expect(editFor(edit, 'intake')).toBe(edit);
  });

  it('leaves its path behind where the URL has one, and is none where nothing else is left', () => {
    expect(editFor({ target: '/other', method: 'PUT' }, 'url')).toEqual({ method: 'PUT' });
    expect(editFor({ target: '/other' }, 'url')).toBeUndefined();
    expect(editFor(undefined, 'url')).toBeUndefined();
  });
});
