import { expect, it } from 'vitest';
import { isSingleLetter, ownerOf } from '../../../renderer/keys/bindings.ts';
import type { KeyedCommand } from '../../../renderer/keys/command.ts';
import { LOCAL_KEYS } from '../../../renderer/keys/local-keys.ts';

const keys: readonly KeyedCommand[] = LOCAL_KEYS;

it('no two keys of one part are the same, and each has a name of its own', () => {
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  for (const command of keys) {
    for (const chord of command.keys ?? []) {
      expect([command.id, ownerOf(keys, {}, command, chord)?.id]).toEqual([command.id, undefined]);
    }
  }
});

it('no key of an editor is a character, which would be typed', () => {
  const editing = keys.filter(({ group }) => group === 'Editing').flatMap((one) => one.keys ?? []);
  expect(editing.filter(isSingleLetter)).toEqual([]);
});
