import type { Database } from 'better-sqlite3';
import type {
  Cut,
  RedactionRules,
  SavedRedaction,
} from '../../preload/contract/interchange/redaction.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { compileRedaction } from './redaction/compile.ts';
import { BUILT_IN, type RedactionProfile } from './redaction/rules.ts';
import { openProfileStore } from './redaction/own/profile-store.ts';
import { createRedactor } from './redaction/own/redactor.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  /** Every secret that is known now, as text. */
  secrets: () => readonly string[];
  now: () => number;
}

/** `custom` is what an export says whose rules have no name. */
const TAKEN = ['default', 'strict', 'none', 'custom'];
const AT_MOST = 100;

/** Profiles of the user. The methods of `surface` are those of the contract. */
export function openProfiles({ db, groups, secrets, now }: Parts) {
  const store = openProfileStore(db);

  function mustFind(name: string): SavedRedaction {
    const found = store.find(name);
    if (found !== undefined) return found;
    const names = ['default', 'strict', 'none', ...store.all().map((one) => one.name)];
    throw new BackstitchError('REDACTION_INVALID', `No redaction profile is called “${name}”.`, {
      hint: `There are: ${names.join(', ')}.`,
      field: 'redaction',
    });
  }

  return {
    /**
     * Which rules are meant; null cuts nothing.
     *
     * @throws BackstitchError REDACTION_INVALID
     */
    profileOf(name: string, rules: RedactionRules | undefined): RedactionProfile | null {
      if (rules !== undefined) return profileFrom('custom', rules);
      const known = name.toLowerCase();
      if (known === 'none') return null;
      if (known === 'default' || known === 'strict') return BUILT_IN[known];
      const saved = mustFind(name);
      return profileFrom(saved.name, saved);
    },
    surface: {
      list: (): SavedRedaction[] => store.all(),
      /** @throws BackstitchError REDACTION_INVALID */
      async save(
        input: RedactionRules & { name: string; was?: string | undefined },
      ): Promise<SavedRedaction> {
        const { was, name, base, rules, keep, stable } = input;
        if (TAKEN.includes(name.toLowerCase())) {
          throw invalid(`“${name}” is a name of Backstitch itself.`, 'Choose another.', 'name');
        }
        if (was !== undefined) {
          const old = mustFind(was);
          const other = store.find(name);
          if (other !== undefined && other.name !== old.name) {
            throw invalid(
              `A profile named “${other.name}” exists already.`,
              'Choose another.',
              'name',
            );
          }
        } else if (store.find(name) === undefined && store.all().length >= AT_MOST) {
          throw invalid(`There are ${AT_MOST} profiles, as many as can be kept.`, 'Delete one.');
        }
        compileRedaction(profileFrom(name, input));
        const saved = { name, base, rules, keep, stable, updatedAt: now() };
        await groups.commit(() => {
          if (was !== undefined) store.remove(was);
          store.put(saved);
        });
        return saved;
      },
      /** @throws BackstitchError REDACTION_INVALID */
      async remove({ name }: { name: string }): Promise<void> {
        mustFind(name);
        await groups.commit(() => store.remove(name));
      },
      /** @throws BackstitchError REDACTION_INVALID */
      async try(
        input: RedactionRules & { text: string; contentType: string },
      ): Promise<{ text: string; cut: Cut[] }> {
        await using redactor = createRedactor(profileFrom('custom', input), secrets());
        return await redactor.text(input.text, input.contentType);
      },
    },
  };
}

const profileFrom = (
  name: string,
  { base, rules, keep, stable }: RedactionRules,
): RedactionProfile => ({ name, rules: BUILT_IN[base].rules, own: rules, keep, stable });

const invalid = (message: string, hint: string, field?: string): BackstitchError =>
  new BackstitchError('REDACTION_INVALID', message, {
    hint,
    ...(field !== undefined && { field }),
  });
