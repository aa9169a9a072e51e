import type { IncomingMessage } from 'node:http';
import type { Access } from './auth.ts';
import { publicError } from './public-error.ts';

/** What a request is after; each has its own way to be refused. */
type Room = 'page' | 'api' | 'socket';

type Refusal = ReturnType<typeof publicError>;

export interface Guard {
  /** Refuses what was not addressed to this listener, or comes from a foreign page. */
  atTheDoor(request: IncomingMessage): Refusal | undefined;
  /** Refuses who may not enter a room; call it after `atTheDoor`. */
  intoTheRoom(request: IncomingMessage, room: Room): Refusal | undefined;
}

const READING = new Set(['GET', 'HEAD']);

export function createGuard(port: number, access: Access): Guard {
  const hosts = new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`));
  const origins = new Set([...hosts].map((host) => `http://${host}`));

  return {
    atTheDoor(request) {
      const { url = '', headers } = request;
      // An absolute target would name a second host beside the header.
      if (!url.startsWith('/') || !hosts.has(onlyHost(request) ?? '')) {
        return forbidden(
          'The control interface answers only at its own address.',
          `Open it as http://127.0.0.1:${port}; behind a forwarded port, keep the port number.`,
        );
      }
      if (headers.origin !== undefined && !origins.has(headers.origin)) {
        return forbidden('Pages of other sites may not use the control interface.');
      }
      return undefined;
    },

    intoTheRoom(request, room) {
      const caller = access.identify(request);
      if (caller === undefined) {
        return publicError('UNAUTHORIZED', undefined, {
          hint: 'Send "Authorization: Bearer <token>", or open the URL that backstitch login prints.',
        });
      }
      if (caller === 'bearer') return undefined;
      const writes = room === 'socket' || !READING.has(request.method ?? '');
      if (writes && !saysItIsOurs(request, room)) {
        return forbidden('A change by cookie needs an Origin header.', 'Scripts use the token.');
      }
      if (room !== 'page' && isFromElsewhere(request)) {
        return forbidden('Pages of other sites may not use the control interface.');
      }
      return undefined;
    },
  };
}

function forbidden(message: string, hint?: string): Refusal {
  return publicError('FORBIDDEN', message, { hint });
}

// Node keeps the first of several Host headers; a proxy in front might have meant the last.
function onlyHost({ rawHeaders }: IncomingMessage): string | undefined {
  const hosts = rawHeaders.filter(
    (_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'host',
  );
  return hosts.length === 1 ? hosts[0] : undefined;
}

// Whether a change comes with the word of a browser that our own page made it. With Referrer-Policy: no-referrer,
// Chromium sends a POST of that page without Origin. Sec-Fetch-Site says the same and no page can set it, but it is
// believed only as that one word, and where no Origin says anything else: the door refused all foreign ones. An
// upgrade always has an Origin.
function saysItIsOurs({ headers }: IncomingMessage, room: Room): boolean {
  if (headers.origin !== undefined) return true;
  return room === 'api' && headers['sec-fetch-site'] === 'same-origin';
}

// SameSite takes every port of this machine for the same site, so the cookie also comes with
// requests made by a page on another local port. The browser says where it comes from.
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
