import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { query } from '../api/client.ts';
import { areSame, type Choices, choicesOf, rulesInput } from './choices.ts';

/**
 * What an export leaves out: a profile by its name, or choices for this file alone. A profile that is gone
 * meanwhile, deleted in another window or by a script, leads back to what is safe, with `gone` to say so.
 */
export function useRedaction(open: boolean) {
  const [name, setName] = useState('default');
  const [edited, setEdited] = useState<Choices | null>(null);
  const [gone, setGone] = useState<string | null>(null);
  const saved = useQuery({ ...query.redaction.list.queryOptions(), enabled: open });
  const profiles = saved.data ?? [];
  const isThere = name === 'none' || choicesOf(name, profiles) !== undefined;
  if (saved.data !== undefined && !isThere) {
    setGone(name);
    setName(edited?.base ?? 'default');
  }
  const plain = choicesOf(name, profiles);
  const isEdited = edited !== null && plain !== undefined && !areSame(edited, plain);
  const choices = edited ?? plain;

  return {
    name,
    profiles,
    choices,
    isEdited,
    gone,
    /** Whether it is one of the user's. */
    isOwn: profiles.some((one) => one.name === name),
    /** As the contract takes it. */
    input: {
      redaction: name,
      ...(isEdited && name !== 'none' && { rules: rulesInput(edited) }),
    },
    change(next: Choices): void {
      setGone(null);
      setEdited(next);
    },
    /** What was chosen by hand goes over to another base; a profile of one's own has choices of its own. */
    choose(next: string): void {
      setGone(null);
      setName(next);
      if (next === 'default' || next === 'strict')
        setEdited(edited === null ? null : { ...edited, base: next });
      else if (next !== 'none') setEdited(null);
    },
    discard: (): void => setEdited(null),
    reset(): void {
      setName('default');
      setEdited(null);
      setGone(null);
    },
    /** Asks again which profiles there are. @returns whether the chosen one is still among them */
    async lookAgain(): Promise<boolean> {
      const { data = [] } = await saved.refetch();
      return name === 'none' || choicesOf(name, data) !== undefined;
    },
  };
}

export type Redaction = ReturnType<typeof useRedaction>;
