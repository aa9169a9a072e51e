import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Comparison } from '../../../preload/contract/captures/compare.ts';
import { api, query } from '../../api/client.ts';
import { sayNot } from '../../ui/say-not.ts';
import { ignoreKeyOf } from '../compare-words.ts';

const IGNORED = 'compare.ignored';
/** Paths that would be ignored because they always differ, and that somebody wants to see. */
const SHOWN = 'compare.shown';
type Kept = Record<string, string[]>;

export interface Ignored {
  /** Ignores a path for the event of the right side. */
  add: (pattern: string) => void;
  /** Stops ignoring it, wherever it was kept. */
  remove: (pattern: string) => void;
  /** Shows a path for the event of the right side, though it differs in every capture. */
  show: (pattern: string) => void;
}

/** Changes the paths that are ignored; the comparison is made again. */
export function useIgnored({ left, right }: Pick<Comparison, 'left' | 'right'>): Ignored {
  const cache = useQueryClient();
  const change = useMutation({
    mutationFn: async ({ pref, edit }: { pref: string; edit: (kept: Kept) => Kept }) => {
      // Read first: another window may have changed others.
      const kept = asKept((await api.prefs.get({ keys: [pref] }))[pref]);
      await api.prefs.put({ patch: { [pref]: edit(kept) } });
      await cache.invalidateQueries({ queryKey: query.compare.key() });
    },
    onError: sayNot('Not changed'),
  });
  const key = ignoreKeyOf(right);
  const keepIn = (pref: string, pattern: string): void =>
    change.mutate({
      pref,
      edit: (kept) => ({ ...kept, [key]: [...new Set([...(kept[key] ?? []), pattern])] }),
    });
  return {
    add: (pattern) => keepIn(IGNORED, pattern),
    show: (pattern) => keepIn(SHOWN, pattern),
    remove(pattern) {
      const keys = new Set([key, ignoreKeyOf(left), '*']);
      change.mutate({
        pref: IGNORED,
        edit: (kept) =>
          Object.fromEntries(
            Object.entries(kept)
              .map(
                ([own, patterns]) =>
                  [
                    own,
                    keys.has(own) ? patterns.filter((one) => one !== pattern) : patterns,
                  ] as const,
              )
              .filter(([, patterns]) => patterns.length > 0),
          ),
      });
    },
  };
}

/** What is kept, as far as it has the form that this page writes. */
function asKept(value: unknown): Kept {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, patterns]) =>
      Array.isArray(patterns)
        ? [[key, patterns.filter((one): one is string => typeof one === 'string')]]
        : [],
    ),
  );
}
