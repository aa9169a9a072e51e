import type {
  Cut,
  Kept,
  RedactionRule,
  SavedRedaction,
} from '../../preload/contract/interchange/redaction.ts';

/** What is cut beyond a base, and what is not: as a profile has it, and as an export takes it. */
export interface Choices {
  base: 'default' | 'strict';
  rules: readonly RedactionRule[];
  keep: readonly Kept[];
  stable: boolean;
}

/** As the engine takes them: lists of its own. */
export const rulesInput = ({ base, rules, keep, stable }: Choices) => ({
  base,
  rules: [...rules],
  keep: [...keep],
  stable,
});

/** The choices that a profile stands for; undefined for “Nothing” and for one that is not there. */
export function choicesOf(name: string, profiles: readonly SavedRedaction[]): Choices | undefined {
  if (name === 'default' || name === 'strict')
    return { base: name, rules: [], keep: [], stable: false };
  return profiles.find((one) => one.name === name);
}

/** Known secrets are cut whatever is kept, and so is what nobody can look into. */
export const canKeep = (rule: string): boolean =>
  /^(?:header|query|form|json|pattern) |^address$|^token in the path$/.test(rule);

export const isKept = ({ keep }: Choices, { rule, place }: Pick<Cut, 'rule' | 'place'>): boolean =>
  keep.some((one) => one.place === place && (one.rule === undefined || one.rule === rule));

/** A rule as the preview names it. */
export function ruleName(rule: RedactionRule): string {
  if (rule.kind === 'address') return 'address';
  if (rule.kind !== 'json') return `${rule.kind} ${rule.name}`;
  return 'path' in rule ? `json ${rule.path}` : `json ${rule.key.toLowerCase()}`;
}

/** Leaves one place as it is. A rule of one's own that cuts nothing else goes instead. */
export function keepPlace(
  choices: Choices,
  { rule, place }: Pick<Cut, 'rule' | 'place'>,
  cut: readonly Pick<Cut, 'rule' | 'place'>[],
): Choices {
  const isOnly = cut.filter((one) => one.rule === rule).length === 1;
  const own = choices.rules.filter((one) => ruleName(one) === rule);
  if (isOnly && own.length > 0)
    return { ...choices, rules: choices.rules.filter((one) => !own.includes(one)) };
  return isKept(choices, { rule, place })
    ? choices
    : { ...choices, keep: [...choices.keep, { rule, place }] };
}

export const cutAgain = (choices: Choices, kept: Kept): Choices => ({
  ...choices,
  keep: choices.keep.filter((one) => one !== kept),
});

export const withoutRule = (choices: Choices, rule: RedactionRule): Choices => ({
  ...choices,
  rules: choices.rules.filter((one) => one !== rule),
});

/** With a rule more; what was kept against the same rule is cut again. */
export function cutAlso(choices: Choices, rule: RedactionRule): Choices {
  const name = ruleName(rule);
  if (choices.rules.some((one) => ruleName(one) === name)) return choices;
  return {
    ...choices,
    rules: [...choices.rules, rule],
    keep: choices.keep.filter((one) => one.rule !== name),
  };
}

const WORD = /^word (\d+)$/;

/**
 * With a word more, which is cut wherever it stands, in any case of its letters. The name of the rule is not the word:
 * names are written into the file.
 */
export function cutWord(choices: Choices, word: string): Choices {
  const expression = word.trim().replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const words = choices.rules.filter((rule) => rule.kind === 'pattern');
  if (expression === '' || words.some((rule) => rule.expression === expression)) return choices;
  const last = Math.max(0, ...words.map(({ name }) => Number(WORD.exec(name)?.[1] ?? 0)));
  const rule = { kind: 'pattern', name: `word ${last + 1}`, expression, flags: 'iu' } as const;
  return { ...choices, rules: [...choices.rules, rule] };
}

/** The word that a rule cuts, or its expression where it was written as one. */
export function wordOf({ name, expression }: { name: string; expression: string }): string {
  return WORD.test(name) ? expression.replaceAll(/\\([\\^$.*+?()[\]{}|/])/g, '$1') : expression;
}

/** Whether both cut the same, in whatever order it was chosen. */
export function areSame(a: Choices, b: Choices): boolean {
  const text = ({ base, stable, rules, keep }: Choices): string => {
    const cut = rules.map((rule) => `${ruleName(rule)}\n${wordsIn(rule)}`);
    const kept = keep.map(({ rule, place }) => `${rule ?? ''}\n${place}`);
    return JSON.stringify([base, stable, cut.toSorted(), kept.toSorted()]);
  };
  return text(a) === text(b);
}

const wordsIn = (rule: RedactionRule): string =>
  rule.kind === 'pattern' ? `${rule.expression}/${rule.flags ?? ''}` : '';
