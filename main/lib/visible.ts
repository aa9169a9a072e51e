/**
 * Characters that a terminal obeys, or that make a text look like another: controls (C0, DEL, C1),
 * line separators, marks that turn the direction of writing, tags, halves of a pair.
 */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * Other people's text as one line that can be printed: what is not seen is written out, such as
 * `\u001b` for the escape that begins a terminal's commands.
 */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) => {
    const code = unseen.codePointAt(0) ?? 0;
    const hex = code.toString(16).padStart(4, '0');
    return code > 0xffff ? `\\u{${hex}}` : `\\u${hex}`;
  });
}

/** JSON that means the same and holds nothing a terminal obeys; its line breaks stay. */
export function visibleJson(json: string): string {
  return json.replaceAll(UNSEEN, (unseen) => {
    if (unseen === '\n' || unseen === '\r' || unseen === '\t') return unseen;
    return unseen.split('').map(escaped).join('');
  });
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
