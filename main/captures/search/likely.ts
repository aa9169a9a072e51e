/** Statuses that somebody may have meant: `40x` is 4xx or 400. The likeliest first. */
export function likelyStatuses(text: string): string[] {
  const [, compare = '', digits = ''] = /^([<>]=?)?(\d*)/.exec(text) ?? [];
  const hundred = digits.charAt(0);
  if (/^[1-5]$/.test(hundred)) {
    const whole = digits.slice(0, 3).padEnd(3, '0');
    return compare === '' ? [`${hundred}xx`, whole] : [`${compare}${whole}`, `${hundred}xx`];
  }
  return /^(?:ok|good|success\w*)$/i.test(text) ? ['2xx'] : ['4xx', '5xx'];
}

/** Sizes that somebody may have meant: `10kilobytes` is 10kb. */
export function likelySizes(text: string): string[] {
  const found = /^([<>]=?)?(\d+(?:\.\d+)?)\s*([kmg])?/i.exec(text);
  if (!found) return ['>10kb'];
  const [, compare = '', number = '', unit = ''] = found;
  return [`${compare}${number}${unit === '' ? 'kb' : `${unit.toLowerCase()}b`}`];
}

/** Times that somebody may have meant: `2hours` is 2h, `5` is 5m or 5h. */
export function likelyTimes(text: string): string[] {
  const ago = /^(\d{1,6})\s*(s|m|h|d|w)[a-z]*$/i.exec(text);
  if (ago) return [`${ago[1]}${(ago[2] ?? '').toLowerCase()}`];
  if (/^\d{1,4}$/.test(text)) return [`${text}m`, `${text}h`, `${text}d`];
  return ['1h', 'today', 'yesterday', '7d'];
}
