import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendPage } from './answer.ts';
import type { Access } from './auth.ts';

/**
 * Answers the one-time URL `/?token=<code>`: cookie, and on to `/`, so that the code leaves the
 * address bar. This is the one place where a query string is looked at for a secret.
 *
 * @returns whether the request was one to log in, and is answered.
 */
export function tryLogin(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
): boolean {
  if (request.method !== 'GET' || !request.url?.startsWith('/?')) return false;
  const given = new URLSearchParams(request.url.slice(2)).get('token');
  if (given === null) return false;
  const cookie = access.redeem(codeOf(given), request.headers['user-agent']);
  // Going back to a used URL in the browser's history is no mistake for whoever is already in.
  if (cookie === undefined && access.identify(request) === undefined) {
    sendPage(response, 401, SIGNED_OUT);
    return true;
  }
  if (cookie !== undefined) response.setHeader('Set-Cookie', cookie);
  response.writeHead(303, { Location: '/' });
  response.end();
  return true;
}

/** The code of what was pasted: alone, or in the whole link. */
function codeOf(given: string): string {
  return given.trim().replace(/^.*[?&]token=/s, '');
}

/** What a visitor without a cookie sees. */
export const SIGNED_OUT = `<!doctype html><html lang="en"><meta charset="utf-8">
<title>Backstitch</title>
<h1>This browser has to sign in</h1>
<p>Backstitch runs here, but this browser has not signed in, or its session has ended. A link signs it
in; each works once, within ten minutes. There are three ways to one:</p>
<ul>
<li>the line that Backstitch printed in the terminal when it started;</li>
<li><code>backstitch login</code> on the same machine (<code>npm run backstitch -- login</code> in a
checkout, with the same <code>--data-dir</code>);</li>
<li>in a browser that is signed in: Settings, Browsers, <b>Open in another browser</b>.</li>
</ul>
<p>If you just followed a link from another page, reload this one.</p>
<form action="/" method="get"><p><label>Or paste the link here:
<input name="token" required autofocus autocomplete="off" spellcheck="false" size="60"></label>
<button>Sign in</button></p></form>
<p>A page of Backstitch that is still open keeps what you were writing: sign in here, in another
tab, and go on there.</p>
</html>
`;
