import { jsonProblem } from '../../wire/json/json-problem.ts';

export interface ValueDraft {
  name: string;
  value: string;
  fromSecret: boolean;
}

/** What is edited of a value. */
export const valueDraftOf = ({ name, value, fromSecret }: ValueDraft): ValueDraft => ({
  name,
  value,
  fromSecret,
});

/** Vendor's rule: up to 64 letters, digits, `_` and `-`, a letter or digit first. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** What keeps a value from being saved, by field. */
export function valueProblems(
  draft: ValueDraft,
  taken: readonly string[],
): { name: string | null; value: string | null } {
  const name = NAME.test(draft.name)
    ? taken.includes(draft.name)
      ? 'A value with this name exists already.'
      : null
    : 'Up to 64 letters, digits, _ and -. Start with a letter or digit.';
  return { name, value: valueProblem(draft) };
}

function valueProblem({ value, fromSecret }: ValueDraft): string | null {
  if (fromSecret) return secretName(value) === '' ? 'Enter the name of the Secret.' : null;
  if (value.trim() === '') return 'Write JSON, e.g. "text", 42 or {"a": 1}.';
  return jsonProblem(value, 'any');
}

/** The Secret a value of that kind names: the text inside its JSON string. */
export function secretName(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : '';
  } catch {
    // Not JSON yet: it names no Secret.
    return '';
  }
}
