/** A request line as it goes over the wire (RFC 9112). */
const WIRE_LINE = /^[!#$%&'*+.^_`|~\w-]{1,100} ([^\n]{1,60000}) HTTP\/\d(?:\.\d)?(\r?)$/;
const SPACE = /\s/;

/** A message as it is on the wire: its lines end with CR LF, or its target is a path. */
export function isRawMessage(head: string): boolean {
  const end = head.indexOf('\n');
  const [, target, cr] = WIRE_LINE.exec(end < 0 ? '' : head.slice(0, end)) ?? [];
  if (target === undefined) return false;
  return cr === '\r' || (/^[/*]/.test(target) && !head.includes('\n###'));
}

/** A request line of a `.http` file, behind what may stand before the first one. */
export function isHttpFile(head: string): boolean {
  if (isRawMessage(head)) return false;
  let isSeparated = false;
  let inScript = false;
  for (const line of head.split('\n')) {
    if (line.startsWith('###')) isSeparated = true;
    if (/^[<>]\s*\{%/.test(line)) inScript = true;
    if (inScript) inScript = !line.includes('%}');
    else if (line.trim() !== '' && !/^(?:#|\/\/|@[\w.-]+\s*=)/.test(line)) {
      // A URL alone is a GET there, and may be anything elsewhere.
      const method = isSeparated ? /^(?:[A-Z][A-Z-]*\s+)?/ : /^[A-Z][A-Z-]*\s+/;
      const [word] = method.exec(line) ?? [null];
      return word !== null && /^(?:https?:\/\/|\{\{|\/)\S/.test(line.slice(word.length));
    }
  }
  return false;
}

/**
 * The keys of the object with which a text of JSON begins, or the first object of its list, as far as the text goes.
 * Keys of what is within do not count: a webhook may carry a file of any kind.
 */
export function keysOf(head: string): Set<string> {
  const keys = new Set<string>();
  const from = /^\s*(?:\[\s*)?\{/.exec(head)?.[0].length;
  if (from === undefined) return keys;
  let depth = 1;
  for (let at = from; at < head.length && depth > 0; at += 1) {
    const char = head[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      const end = endOfString(head, at + 1);
      let after = end + 1;
      while (SPACE.test(head[after] ?? '')) after += 1;
      if (depth === 1 && head[after] === ':') keys.add(head.slice(at + 1, end));
      at = end;
    }
  }
  return keys;
}

function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
