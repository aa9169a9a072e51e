import type { RedactionItem } from '../../../preload/contract/interchange/project-file.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { canonical, type Json } from '../../project/canonical.ts';
import type { KindRoom } from '../../project/kinds.ts';
import type { ProjectRooms } from './project-rooms.ts';

/** Redaction profiles. Their name is their id: another name renames, where nobody has it. */
export function redactionKind({ redaction }: Pick<ProjectRooms, 'redaction'>): KindRoom {
  const find = (name: string) => redaction.list().find((one) => isSame(one.name, name));

  return {
    list: () =>
      redaction.list().map(({ name, base, rules, keep, stable }) => ({
        id: name,
        name,
        value: { name, base, rules, keep, stable } as unknown as Json,
        problem: null,
      })),
    async add(value) {
      const { name = '', ...rules } = value as unknown as RedactionItem;
      if (find(name) !== undefined) throw taken(name);
      return { id: (await redaction.save({ name, ...rules })).name };
    },
    async change(id, value) {
      const { name = '', ...rules } = value as unknown as RedactionItem;
      if (!isSame(name, id) && find(name) !== undefined) throw taken(name);
      return { id: (await redaction.save({ name, was: id, ...rules })).name };
    },
    async remove(id) {
      await redaction.remove({ name: id });
    },
    riskOf(now, value) {
      const cutsLess = now !== undefined && leavesMore(now.value, value);
      return cutsLess
        ? { risk: 'egress', why: 'Exports with this profile leave out less than they do now.' }
        : { risk: 'none', why: null };
    },
  };
}

/** Whether a profile keeps what the other cuts, lacks a rule, or has the narrower base. */
function leavesMore(before: Json, after: Json): boolean {
  const [was, is] = [before, after] as unknown as [RedactionItem, RedactionItem];
  const [rules, kept] = [textsOf(is.rules), textsOf(was.keep)];
  return (
    (was.base === 'strict' && is.base !== 'strict') ||
    [...textsOf(was.rules)].some((rule) => !rules.has(rule)) ||
    [...textsOf(is.keep)].some((place) => !kept.has(place))
  );
}

const textsOf = (list: readonly object[]): Set<string> =>
  new Set(list.map((one) => canonical(one as Json)));

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const taken = (name: string): BackstitchError =>
  new BackstitchError('PROJECT_INVALID', `There is already a redaction profile “${name}”.`);
