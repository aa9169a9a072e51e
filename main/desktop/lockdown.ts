import { APP_SCHEME, isAppBlob, isAppUrl, isStartPage } from './app-url.ts';
import type { ContentsPart, SessionPart } from './electron-parts.ts';

// What the page may link to. A captured webhook can carry any address, and none of those may start
// the browser by a stray click.
const LINKED_HOSTS: ReadonlySet<string> = new Set(['developer.mozilla.org', 'www.rfc-editor.org']);

const REQUESTED: ReadonlySet<string> = new Set([`${APP_SCHEME}:`, 'blob:', 'data:', 'devtools:']);

/** Takes from a web contents everything the page does not need: other places, windows, webviews. */
export function lockContents(contents: ContentsPart, openExternal: (url: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (mayLeaveTo(url)) openExternal(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (details) => {
    if (isStartPage(details.url)) return;
    details.preventDefault();
    if (mayLeaveTo(details.url)) openExternal(details.url);
  });
  contents.on('will-frame-navigate', (details) => {
    const allowed = details.isMainFrame ? isStartPage : mayBeFramed;
    if (!allowed(details.url)) details.preventDefault();
  });
  // The page's own files never redirect.
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/**
 * Denies every permission but writing text to the clipboard, every device, every request that
 * leaves the app and every download the page did not make itself. Certificate errors keep
 * Chromium's default, which is to refuse.
 */
export function lockSession(session: SessionPart): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(mayUse(permission, details.requestingUrl ?? ''));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayUse(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !REQUESTED.has(URL.parse(details.url)?.protocol ?? '') });
  });
  session.on('will-download', (event, item) => {
    if (!isAppBlob(item.getURL())) event.preventDefault();
  });
}

/** May a click open this address in the user's browser? */
function mayLeaveTo(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:' || parsed.port !== '') return false;
  if (parsed.username !== '' || parsed.password !== '') return false;
  return LINKED_HOSTS.has(parsed.hostname);
}

function mayUse(permission: string, from: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppUrl(from);
}

// Captured images are shown in sandboxed frames, which the page fills itself.
function mayBeFramed(url: string): boolean {
  return url === 'about:blank' || url === 'about:srcdoc' || isAppBlob(url);
}
