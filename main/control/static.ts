import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { sendError, sendPage } from './answer.ts';
import { publicError } from './public-error.ts';

const DAY_S = 86_400;

/**
 * Serves the built page from a folder, read once: no path of a request touches the disk unless it
 * names a file found then.
 */
export function createStatic(folder: string) {
  if (!existsSync(join(folder, 'index.html'))) return sayNotBuilt;
  const serve = sirv(folder, {
    single: true,
    etag: true,
    brotli: true,
    setHeaders(response, path) {
      // The build puts a hash of the content into the names under assets/.
      const lasts = path.startsWith('/assets/');
      const days = lasts ? `private, max-age=${365 * DAY_S}, immutable` : 'private, no-cache';
      response.setHeader('Cache-Control', days);
    },
  });

  return (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      sendError(response, publicError('METHOD_NOT_ALLOWED'));
      return;
    }
    // sirv throws on a range that ends before it begins, and nothing here is worth resuming.
    delete request.headers.range;
    // sirv leaves errors of the file it reads unheard; a file gone since the start must not end us.
    response.on('pipe', (file) => file.on('error', () => response.destroy()));
    response.setHeader('Content-Security-Policy', pagePolicy(request.headers.host ?? ''));
    serve(request, response, () => {
      sendError(response, publicError('NOT_FOUND', 'The page has no such file.'));
    });
  };
}

/** @param host an allowed one; older browsers do not count ws: of the same host as 'self'. */
function pagePolicy(host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    // CodeMirror and the virtual lists set style attributes and add style elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
    'frame-src blob:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function sayNotBuilt(_request: IncomingMessage, response: ServerResponse): void {
  sendPage(response, 503, NOT_BUILT);
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Backstitch</title>
<h1>The page is not built</h1>
<p>Run <code>npm run build</code> and start Backstitch again. The API answers meanwhile.</p>
</html>
`;
