import { type Given, type Subject, SUBJECTS } from './subjects.ts';
import { readValue, valueText } from './values.ts';

/** A check as one row: what is looked at, its name, the comparison, and what is typed beside it. */
export interface CheckRow {
  subject: Subject;
  name: string;
  operator: string;
  typed: string;
}

/** An assertion as a row; null where it holds more than a row can show. */
export function rowOf(assertion: unknown): CheckRow | null {
  if (typeof assertion !== 'object' || assertion === null || Array.isArray(assertion)) return null;
  for (const subject of SUBJECTS) {
    const found = subject.read(assertion as Given);
    const [operator, ...others] = Object.keys(found?.given ?? {});
    if (found === null || operator === undefined || others.length > 0) continue;
    const kind = Object.hasOwn(subject.operators, operator)
      ? subject.operators[operator]
      : undefined;
    if (kind === undefined) continue;
    const typed = valueText(kind, found.given[operator]);
    if (typed !== null) return { subject, name: found.name, operator, typed };
  }
  return null;
}

/** The assertion of a row. What is typed wrong stands in it as it is typed: the engine says what is wrong. */
export const assertionOf = ({ subject, name, operator, typed }: CheckRow): Given =>
  subject.write(name, operator, readValue(subject.operators[operator] ?? 'text', typed));

/** What a check about something begins with. */
export function freshRow(subject: Subject, name = ''): CheckRow {
  const [operator = ''] = Object.keys(subject.operators);
  return withOperator({ subject, name, operator, typed: '' }, operator);
}

/** The same row about something else; what was typed stays where it means the same. */
export function withSubject(row: CheckRow, subject: Subject): CheckRow {
  const name = subject.name?.label === row.subject.name?.label ? row.name : '';
  const isSame = subject.operators[row.operator] === row.subject.operators[row.operator];
  return isSame &&
    Object.hasOwn(subject.operators, row.operator) &&
    subject.choices === row.subject.choices
    ? { ...row, subject, name }
    : freshRow(subject, name);
}

export function withOperator(row: CheckRow, operator: string): CheckRow {
  const { choices = [], operators } = row.subject;
  const kind = operators[operator];
  if (kind === 'none') return { ...row, operator, typed: '' };
  if (kind !== 'choice') return { ...row, operator };
  const [first = ''] = choices;
  return { ...row, operator, typed: choices.includes(row.typed) ? row.typed : first };
}
