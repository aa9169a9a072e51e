import type { NoticeRule } from '../../preload/contract/window/notices.ts';
import type { Prefs } from '../../preload/contract/window/prefs.ts';
import { api } from '../api/client.ts';
import { putPrefs } from '../api/prefs.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { askPermission } from './desktop-notice.ts';

/** The rules as the engine keeps them; it checks them, so that they are as they should be. */
export const rulesOf = (prefs: Prefs): readonly NoticeRule[] =>
  (prefs['notices'] ?? []) as readonly NoticeRule[];

/** Changes the rules as they are by now: another window may have changed them, too. */
export async function changeRules(
  change: (rules: readonly NoticeRule[]) => readonly NoticeRule[],
): Promise<void> {
  const rules = rulesOf(await api.prefs.get({ keys: ['notices'] }));
  await putPrefs({ notices: change(rules) });
}

/** An id that no rule has. */
export const newRuleId = (): string => crypto.randomUUID().slice(0, 8);

/** The rules with one changed, or added at the end. */
export function withRule(rules: readonly NoticeRule[], rule: NoticeRule): readonly NoticeRule[] {
  return rules.some(({ id }) => id === rule.id)
    ? rules.map((one) => (one.id === rule.id ? rule : one))
    : [...rules, rule];
}

/**
 * Creates a rule that tells of each capture a search finds, and switches it on: what is offered where
 * a search finds nothing yet. Says so in a toast, with Undo. Call it from a click: the browser may
 * have to ask for leave.
 *
 * @param search as it is written in the search box; not empty.
 */
export async function createNoticeFor(search: string): Promise<void> {
  const rule: NoticeRule = {
    id: newRuleId(),
    name: search.slice(0, 80),
    on: true,
    of: { kind: 'search', search },
    when: { kind: 'each' },
    how: { desktop: true, sound: false, badge: true },
  };
  try {
    const asked = askPermission();
    await changeRules((rules) => withRule(rules, rule));
    const allowed = await asked;
    toast({
      title: 'Notice created',
      description:
        allowed === 'granted'
          ? `You will be told of each capture that “${search}” finds.`
          : 'The browser shows no notices of this page. They are at the flag in the status bar.',
      action: {
        label: 'Undo',
        onSelect: () =>
          void changeRules((rules) => rules.filter(({ id }) => id !== rule.id)).catch(
            sayNot('Not taken back'),
          ),
      },
    });
  } catch (error) {
    sayNot('No notice created')(error);
  }
}
