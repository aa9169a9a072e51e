import type { ExpectationItem } from '../../../preload/contract/interchange/project-file.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Json } from '../../project/canonical.ts';
import type { KindRoom } from '../../project/kinds.ts';
import type { ProjectRooms } from './project-rooms.ts';

/** Saved expectations. Their name is their id: another name is another one, and the old one goes. */
export function expectationsKind({ expectations }: Pick<ProjectRooms, 'expectations'>): KindRoom {
  async function save(value: Json): Promise<{ id: string }> {
    const { name = '', ...rest } = value as unknown as ExpectationItem;
    await expectations.save({ name, expectation: rest });
    // Names differ by more than their case: it may be kept under another spelling.
    return { id: expectations.get({ name }).name };
  }
  const has = (name: string): boolean => expectations.list().some((one) => isSame(one.name, name));

  return {
    list: () =>
      expectations.list().map(({ name, expectation }) => ({
        id: name,
        name,
        value: { name, ...expectation } as unknown as Json,
        problem: null,
      })),
    add: save,
    async change(id, value) {
      const { name = '' } = value as unknown as ExpectationItem;
      if (!isSame(name, id) && has(name)) {
        throw new BackstitchError('PROJECT_INVALID', `There is already an expectation “${name}”.`);
      }
      const saved = await save(value);
      if (!isSame(saved.id, id) && has(id)) await expectations.remove({ name: id });
      return saved;
    },
    async remove(id) {
      await expectations.remove({ name: id });
    },
  };
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
