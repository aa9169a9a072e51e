// A string, a bracket or separator, or anything else up to the next of those.
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Indents JSON by moving blanks only: long numbers keep their digits, doubled names stay both, and
 * escapes stay as they are written, which `JSON.stringify(JSON.parse(…))` would all change.
 */
export function indentJson(json: string): string {
  const out: string[] = [];
  let depth = 0;
  let previous = '';
  const newLine = (): void => void out.push('\n', '  '.repeat(depth));
  for (const [token] of json.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']';
    const wasOpened = previous === '{' || previous === '[';
    if (closes) depth -= 1;
    if (closes ? !wasOpened : wasOpened || previous === ',') newLine();
    out.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth += 1;
    previous = token;
  }
  return out.join('');
}
