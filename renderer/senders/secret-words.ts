import type { SecretForm } from '../../preload/contract/signatures/secrets.ts';
import { formatCount, formatPlural } from '../ui/format.ts';

const FORMS: Record<SecretForm, string> = {
  typed: '',
  trimmed: 'Without the blanks around it.',
  unquoted: 'Without the quotes around it.',
  unprefixed: 'Without its prefix.',
  prefixed: 'With the prefix that was missing.',
  'line-break': 'With a line break at its end.',
  text: 'As text.',
  base64: 'Read as base64.',
  hex: 'Read as hex.',
};

/** In which form a pasted secret fits, in a sentence; '' where it fits as it was typed. */
export const formWords = (form: SecretForm): string => FORMS[form];

/** A label for a secret, by what it says of itself. */
export const labelFor = (secret: string): string =>
  /(?:^|[_-])(?:test|sandbox|dev)(?:[_-]|$)/i.test(secret.trim()) ? 'Test' : 'Production';

export interface CheckedAgain {
  checked: number;
  ok: number;
  bad: number;
}

/** What became of the other captures of a sender once a secret was kept. */
export function checkedWords({ checked, ok, bad }: CheckedAgain, sender: string): string {
  const were = checked === 1 ? 'was' : 'were';
  const not = bad === 0 ? '' : `, ${formatCount(bad)} not`;
  return `${formatPlural(checked, 'capture')} of ${sender} ${were} checked again: ${formatCount(ok)} verified${not}.`;
}

/** A pasted secret without the blanks and quotes around it, and what was left out, in words. */
export function tidySecret(pasted: string): { value: string; said: string } {
  const trimmed = pasted.trim();
  const bare = /^(["'`])(?<inside>[^"'`]+)\1$/.exec(trimmed)?.groups?.['inside']?.trim() ?? trimmed;
  const left = [trimmed === pasted ? '' : 'blanks', bare === trimmed ? '' : 'quotes'].filter(
    Boolean,
  );
  return {
    value: bare,
    said: left.length === 0 ? '' : `Left out the ${left.join(' and ')} around it.`,
  };
}
