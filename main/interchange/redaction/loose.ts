import type { Redaction } from './compile.ts';
import type { Marks } from './marks.ts';
import { cutText } from './text.ts';

const MEMBER = /"((?:[^"\\\n]|\\.){1,100})"(\s{0,20}:\s{0,20})("(?:[^"\\]|\\.)*"?|-?[\d.eE+-]+)/g;
const ELEMENT = /<((?:[\w.-]{1,60}:)?([\w.-]{1,60}))((?:\s[^<>]{0,500})?)>([^<]+)(?=<)/g;

/**
 * Cuts a text whose form is not known, or is broken: members that are written as in JSON, elements as
 * in XML, and what patterns find.
 */
export function cutLoosely(
  text: string,
  redaction: Redaction,
  marks: Marks,
  place: string,
): string {
  const named = (name: string): string | undefined => {
    const rule = redaction.keys.get(name.toLowerCase());
    return rule === undefined || rule.luhn ? redaction.form(name) : `json ${name.toLowerCase()}`;
  };
  const left = text
    .replaceAll(MEMBER, (whole, name: string, between: string, value: string) => {
      const rule = value === '""' ? undefined : named(name);
      if (rule === undefined) return whole;
      const plain = value.replaceAll('"', '');
      if (marks.keeps(rule, `${place} ${name}`, plain)) return whole;
      const mark = marks.cut(rule, `${place} ${name}`, plain);
      return `"${name}"${between}${JSON.stringify(mark)}`;
    })
    .replaceAll(ELEMENT, (whole, tag: string, name: string, rest: string, value: string) => {
      const rule = value.trim() === '' ? undefined : named(name);
      if (rule === undefined) return whole;
      return `<${tag}${rest}>${marks.cut(rule, `${place} <${name}>`, value)}`;
    });
  return cutText(left, redaction.patterns, marks, place);
}

/** A header line of raw text, where a rule names it: `Authorization: Bearer …`. */
export function cutHeaderLines(
  text: string,
  { header }: Redaction,
  cut: (rule: string, name: string, value: string) => string,
): string {
  return text.replaceAll(
    /^([!#$%&'*+.^`|~\w-]{1,100})(:[ \t]*)([^\r\n]+)/gm,
    (whole, name: string, colon: string, value: string) => {
      const rule = header(name);
      return rule === undefined ? whole : `${name}${colon}${cut(rule, name, value)}`;
    },
  );
}
