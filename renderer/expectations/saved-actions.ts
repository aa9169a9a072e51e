import type { SavedExpectation } from '../../preload/contract/interchange/expectations.ts';
import { api, query } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { discardDraft, draftValueOf, writeDraft } from '../drafts/use-draft.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { draftKey, type ExpectationDraft } from './draft.ts';
import { chooseExpectation, useExpectationsOpen } from './opened.ts';

/** Key of every save: what judges the saved ones waits for those on their way. */
export const SAVING = ['expectations', 'save'] as const;

/** Asks for the list again: something of it changed. */
export const refreshSaved = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: query.expectations.list.queryOptions().queryKey });

/** Revision of a saved one, for its draft. */
export const baseOf = ({ updatedAt }: SavedExpectation): string => String(updatedAt);

const isShown = (name: string): boolean => useExpectationsOpen.getState().name === name;
const asItIs = (value: ExpectationDraft): unknown => value;

/** What was typed of one goes on under another name, or comes back. */
function keepTyped(typed: ExpectationDraft | undefined, saved: SavedExpectation): void {
  if (typed === undefined) return;
  const of = { key: draftKey(saved.name), kind: 'expectation', base: baseOf(saved) };
  writeDraft(of, { ...typed, name: saved.name }, asItIs);
}

/** What is typed of it and not saved goes along. @throws where the name is taken */
export async function renameExpectation(saved: SavedExpectation, to: string): Promise<void> {
  if (to === saved.name) return;
  const typed = await draftValueOf<ExpectationDraft>(draftKey(saved.name));
  const renamed = await api.expectations.rename({ name: saved.name, to });
  discardDraft(draftKey(saved.name));
  keepTyped(typed, renamed);
  await refreshSaved();
  if (isShown(saved.name)) chooseExpectation(to);
}

/** Makes another one like it, and shows that. @throws where the name is taken */
export async function duplicateExpectation(saved: SavedExpectation, name: string): Promise<void> {
  const { expectation } = saved;
  await api.expectations.save({ name, expectation, replace: false });
  await refreshSaved();
  chooseExpectation(name);
}

/** Asks nothing: undo brings it back, with what was typed of it. */
export async function removeExpectation(saved: SavedExpectation): Promise<void> {
  const { name, expectation } = saved;
  const typed = await draftValueOf<ExpectationDraft>(draftKey(name));
  await api.expectations.remove({ name });
  discardDraft(draftKey(name));
  const wasShown = isShown(name);
  if (wasShown) chooseExpectation(null);
  await refreshSaved();
  const undo = async (): Promise<void> => {
    keepTyped(typed, await api.expectations.save({ name, expectation, replace: false }));
    await refreshSaved();
    if (wasShown) chooseExpectation(name);
  };
  toast({
    title: `Deleted “${name}”`,
    action: { label: 'Undo', onSelect: () => void undo().catch(sayNot('Not restored')) },
  });
}
