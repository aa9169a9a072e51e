import type { DraftWords } from '../../drafts/draft-words.ts';
import { useDraft, writeDraft } from '../../drafts/use-draft.ts';
import { EMPTY_TAB, keyOfTab, packTab, type SqlTab, unpackTab } from './tab-value.ts';

/** How the text is compared with that of another window. */
export const SQL_WORDS: DraftWords<SqlTab> = {
  language: 'sql',
  text: ({ text }) => text,
  part: ({ text }) => text,
  withPart: (text, tab) => ({ ...tab, text }),
};

/** What stands in a tab. It is kept while other pages are looked at, and over a restart. */
export const useSqlTab = (tab: string) =>
  useDraft<SqlTab>({
    key: keyOfTab(tab),
    kind: 'sql',
    base: null,
    saved: EMPTY_TAB,
    pack: packTab,
    unpack: unpackTab,
  });

/** Puts something into a tab that is not shown yet. */
export const writeSqlTab = (tab: string, value: SqlTab): void =>
  writeDraft({ key: keyOfTab(tab), kind: 'sql', base: null }, value, packTab);
