import { named } from './bytes.ts';
import { Refused } from './refused.ts';

// The names are those of curl.
// cspell:disable
/** Options that take a value, by their long name. What is not told of here is read over with its value. */
const WITH_VALUE = new Set(
  (
    'request header data data-raw data-binary data-ascii data-urlencode json form form-string user cookie ' +
    'user-agent referer url url-query oauth2-bearer upload-file output max-time connect-timeout proxy ' +
    'proxy-user proxy-header cert key cert-type key-type pass cacert capath resolve connect-to retry ' +
    'retry-delay retry-max-time write-out range interface limit-rate cookie-jar ciphers tls13-ciphers tls-max ' +
    'max-redirs max-filesize dump-header config netrc-file stderr trace trace-ascii unix-socket ' +
    'abstract-unix-socket dns-servers doh-url keepalive-time local-port noproxy pinnedpubkey proto ' +
    'proto-default proto-redir speed-limit speed-time time-cond expect100-timeout happy-eyeballs-timeout-ms ' +
    'aws-sigv4 rate output-dir parallel-max engine random-file curves socks5 socks5-hostname socks4 socks4a ' +
    'preproxy variable'
  ).split(' '),
);
const FLAGS = new Set(
  (
    'get head location location-trusted insecure compressed silent show-error include show-headers verbose ' +
    'fail fail-with-body fail-early no-buffer globoff progress-bar no-progress-meter path-as-is remote-name ' +
    'remote-name-all remote-header-name ipv4 ipv6 http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 ' +
    'http3-only tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ssl ssl-reqd ssl-no-revoke ssl-allow-beast ' +
    'ssl-revoke-best-effort raw tr-encoding no-keepalive disable parallel parallel-immediate create-dirs ' +
    'anyauth basic digest ntlm negotiate proxy-basic proxy-insecure post301 post302 post303 ' +
    'junk-session-cookies netrc netrc-optional retry-all-errors retry-connrefused tcp-nodelay tcp-fastopen ' +
    'no-sessionid no-alpn no-npn no-clobber remove-on-error styled-output no-styled-output xattr append ' +
    'cert-status false-start haproxy-protocol next'
  ).split(' '),
);
const SHORT: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  F: 'form',
  u: 'user',
  b: 'cookie',
  A: 'user-agent',
  e: 'referer',
  G: 'get',
  I: 'head',
  k: 'insecure',
  L: 'location',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  i: 'include',
  o: 'output',
  O: 'remote-name',
  J: 'remote-header-name',
  x: 'proxy',
  U: 'proxy-user',
  m: 'max-time',
  T: 'upload-file',
  f: 'fail',
  N: 'no-buffer',
  w: 'write-out',
  c: 'cookie-jar',
  E: 'cert',
  r: 'range',
  D: 'dump-header',
  K: 'config',
  g: 'globoff',
  j: 'junk-session-cookies',
  n: 'netrc',
  q: 'disable',
  z: 'time-cond',
  y: 'speed-time',
  Y: 'speed-limit',
  Z: 'parallel',
  a: 'append',
  '0': 'http1.0',
  '1': 'tlsv1',
  '4': 'ipv4',
  '6': 'ipv6',
  '#': 'progress-bar',
  ':': 'next',
};

/** What a command says, in its order; a URL that stands by itself is `url`. */
export interface Given {
  option: string;
  value: string;
}

/**
 * Reads the words of a command behind `curl`.
 *
 * @throws Refused for an option that is not known, since it may take the next word, and for one without its value
 */
export function readOptions(words: readonly string[]): Given[] {
  const given: Given[] = [];
  let onlyUrls = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (onlyUrls || word === '-' || !word.startsWith('-')) {
      given.push({ option: 'url', value: word });
      continue;
    }
    if (word === '--') {
      onlyUrls = true;
      continue;
    }
    for (const { option, written, attached } of optionsIn(word)) {
      if (FLAGS.has(option) || FLAGS.has(option.replace(/^no-/, ''))) {
        given.push({ option, value: '' });
      } else if (WITH_VALUE.has(option)) {
        const value = attached ?? words[(at += 1)];
        if (value === undefined) throw new Refused(`The option ${written} has no value.`);
        given.push({ option, value });
      } else throw new Refused(`The option ${named(written)} is not known here. Leave it out.`);
    }
  }
  return given;
}

interface Written {
  option: string;
  /** As it stands in the command. */
  written: string;
  /** The value of a short option may follow at once. */
  attached?: string | undefined;
}

/** `-sXPOST` is two options, and the value of the last. */
function optionsIn(word: string): Written[] {
  if (word.startsWith('--')) return [{ option: word.slice(2), written: word }];
  const found: Written[] = [];
  for (let letter = 1; letter < word.length; letter += 1) {
    const sign = word[letter] ?? '';
    const option = SHORT[sign] ?? '';
    const rest = word.slice(letter + 1);
    const isLast = !FLAGS.has(option);
    found.push({ option, written: `-${sign}`, attached: isLast && rest !== '' ? rest : undefined });
    if (isLast) break;
  }
  return found;
}
