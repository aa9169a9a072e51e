/** The path and query of a URL as they are written: the parser of URLs would change escapes and dots. */
export function rawTarget(url: string): string {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return wireText(target.startsWith('/') ? target : `/${target}`);
}

/** A text as the wire has it, one character a byte. Most programs show Latin-1 as it is and UTF-8 decoded. */
export const wireText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  /^[\u0000-\u00ff]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
