/**
 * Two letters for a sender: the capitals of its name where it has two or more of them (`GitHub` is
 * GH), else how it begins (`Stripe` is St).
 */
export function senderGlyph(label: string): string {
  const words = label.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = '', second = ''] = words;
  if (second !== '') return (initial(first) + initial(second)).toUpperCase();
  const capitals = first.match(/\p{Lu}/gu) ?? [];
  if (capitals.length >= 2) return capitals.slice(0, 2).join('');
  return initial(first).toUpperCase() + first.slice(1, 2).toLowerCase();
}

const initial = (word: string): string => word.slice(0, 1);
