import { isLoopbackName, isThisMachine, parseTarget, type Target } from '../../outbound/target.ts';

/** Where captures of an endpoint go, as somebody typed it in one field. */
export interface ForwardAddress {
  /** In its normal form: the same place is the same text. */
  url: string;
  target: Target;
  /** Only a server was named: the captured path goes behind it. */
  appendPath: boolean;
  /** What a destination of it is called: `localhost:3000`, `localhost:3000/hooks`. */
  name: string;
}

/** What is wrong, and what to type instead. */
export interface Misread {
  why: string;
  hint: string;
}

const EXAMPLES = 'Type a port, like 3000, or a URL, like localhost:3000/hooks.';

/**
 * Reads `3000`, `:3000`, `localhost:3000`, `3000/hooks`, `app.test:8080/x` or a whole URL.
 *
 * A port alone means this machine. It stays a name: servers listen on either of its addresses, and
 * both are tried. Without a scheme it is http where that may go, on this machine and under names
 * with a port of their own, else https.
 */
export function readForwardAddress(typed: string): ForwardAddress | Misread {
  const text = typed.trim();
  if (text === '') return { why: 'No address was typed.', hint: EXAMPLES };
  if (/\s/.test(text)) return { why: 'An address has no spaces in it.', hint: EXAMPLES };
  const port = /^:?(\d+)(?=$|[/?#])/.exec(text);
  const portProblem = wrongPort(
    port?.[1] ?? /^[^/?#]*:(\d+)(?=$|[/?#])/.exec(afterScheme(text))?.[1],
  );
  if (portProblem !== null) return portProblem;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    const rest = afterScheme(text);
    return { why: `Backstitch does not send over ${scheme}.`, hint: `Type http://${rest}` };
  }
  const whole =
    scheme !== undefined
      ? text
      : port
        ? `http://localhost:${text.replace(/^:/, '')}`
        : withScheme(text);
  const parsed = parseTarget(whole);
  if (!parsed.ok) {
    const isUrl = scheme !== undefined && URL.canParse(text);
    return { why: isUrl ? parsed.why : `“${shown(text)}” is not an address.`, hint: EXAMPLES };
  }
  const { target } = parsed;
  if (scheme === undefined && !isHostLike(target)) {
    return { why: `“${shown(text)}” is not an address.`, hint: EXAMPLES };
  }
  const isBare = target.path === '/';
  const path = isBare ? '' : target.path;
  return {
    url: `${target.protocol}//${target.authority}${path}`,
    target,
    appendPath: isBare,
    name: `${target.authority}${path.split('?')[0] ?? ''}`.slice(0, 80),
  };
}

const afterScheme = (text: string): string => text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');

/** In a message, no more of it than a line takes. */
const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function wrongPort(port: string | undefined): Misread | null {
  if (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)) return null;
  return {
    why: `${shown(port)} is not a port.`,
    hint: 'Type a number from 1 to 65535, like 3000.',
  };
}

function withScheme(text: string): string {
  const authority = /^[^/?#]*/.exec(text)?.[0] ?? '';
  const host = authority.replace(/:\d*$/, '');
  const isLocal = isLoopbackName(host) || /^(?:127\.|\[::1\])/.test(host) || authority !== host;
  return `${isLocal ? 'http' : 'https'}://${text}`;
}

/** A word alone is more likely a slip than the name of a host. */
function isHostLike(target: Target): boolean {
  return isThisMachine(target) || /[.:]/.test(target.authority);
}
