import { readFile } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { errorCode } from '../lib/errors.ts';
import { APP_SCHEME, isAppUrl } from './app-url.ts';
import type { ElectronParts } from './electron-parts.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

// Styles may be inline: the editor and the component primitives write <style> elements at run time.
// Frames may be blobs only: captured images are shown in a sandboxed frame.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self' blob:",
  "worker-src 'self'",
  'frame-src blob:',
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

/** Must run before the app is ready: without it the scheme has no origin and no module scripts. */
export function declareAppScheme(protocol: ElectronParts['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers requests for the window's own files from the built page in `root`. */
export function createAssetHandler(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const file = fileInside(root, request.url);
    if (file === undefined) return refuse(404);
    try {
      const bytes = await readFile(file);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      return new Response(request.method === 'HEAD' ? null : bytes, {
        headers: { ...HEADERS, 'Content-Type': type },
      });
    } catch (error) {
      return refuse(['ENOENT', 'EISDIR', 'ENOTDIR'].includes(errorCode(error)) ? 404 : 500);
    }
  };
}

/**
 * The file below `root` that a URL names; undefined if it names none or one outside.
 *
 * Chromium has resolved `..` already, but not the escaped slashes: those are undone here first and
 * the result is checked after resolving.
 */
export function fileInside(root: string, url: string): string | undefined {
  if (!isAppUrl(url)) return undefined;
  const path = decode(URL.parse(url)?.pathname ?? '');
  if (path === undefined || /[\0\\]/.test(path)) return undefined;
  const base = resolve(root);
  const file = resolve(base, `.${path === '/' ? '/index.html' : path}`);
  return file.startsWith(base + sep) ? file : undefined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // A broken escape names no file.
    return undefined;
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}
