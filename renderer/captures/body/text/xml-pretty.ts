type TokenKind = 'open' | 'close' | 'empty' | 'text' | 'other';

interface Token {
  kind: TokenKind;
  text: string;
}

const DEEPEST_INDENT = 60;

/** Where the construct that begins at `at` ends, exclusive; the end of the text if it never does. */
function markupEnd(xml: string, at: number): number {
  for (const [begin, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!xml.startsWith(begin, at)) continue;
    const found = xml.indexOf(end, at + begin.length);
    return found < 0 ? xml.length : found + end.length;
  }
  return tagEnd(xml, at);
}

/** A tag ends at the first > outside quotes and, for a document type, outside its brackets. */
function tagEnd(xml: string, from: number): number {
  const doctype = xml.startsWith('<!', from);
  let quote = '';
  let brackets = 0;
  for (let at = from; at < xml.length; at++) {
    const char = xml[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (doctype && char === '[') brackets += 1;
    else if (doctype && char === ']') brackets -= 1;
    else if (char === '>' && brackets <= 0) return at + 1;
  }
  return xml.length;
}

function kindOfMarkup(text: string): TokenKind {
  if (text.startsWith('</')) return 'close';
  if (text.startsWith('<!') || text.startsWith('<?')) return 'other';
  return text.endsWith('/>') ? 'empty' : 'open';
}

function* tokens(xml: string): Generator<Token> {
  let at = 0;
  while (at < xml.length) {
    if (xml[at] === '<') {
      const end = markupEnd(xml, at);
      const text = xml.slice(at, end);
      // CDATA is text to a reader: it must not be torn from the words beside it.
      yield { kind: text.startsWith('<![CDATA[') ? 'text' : kindOfMarkup(text), text };
      at = end;
      continue;
    }
    const next = xml.indexOf('<', at);
    const end = next < 0 ? xml.length : next;
    yield { kind: 'text', text: xml.slice(at, end) };
    at = end;
  }
}

/**
 * Puts each element on a line of its own, indented by depth. For reading only: white space at the
 * edges of text is dropped, everything else stays. Never throws, also on what is not XML.
 */
export function prettyXml(xml: string): string {
  const out: string[] = [];
  let depth = 0;
  let line = '';
  let inline = false;
  const flush = (): void => {
    if (line !== '') out.push(line);
    line = '';
    inline = false;
  };
  const begin = (text: string): void => {
    flush();
    line = '  '.repeat(Math.min(depth, DEEPEST_INDENT)) + text;
  };
  for (const token of tokens(xml)) {
    if (token.kind === 'text') {
      const text = token.text.trim();
      if (text === '') continue;
      if (inline) line += text;
      else begin(text);
    } else if (token.kind === 'close') {
      depth = Math.max(0, depth - 1);
      if (inline) line += token.text;
      else begin(token.text);
      flush();
    } else {
      begin(token.text);
      if (token.kind === 'open') {
        depth += 1;
        inline = true;
      }
    }
  }
  flush();
  return out.join('\n');
}
