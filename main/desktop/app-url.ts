/** Scheme the window's own files are served by. Not `file:`: that would share one origin with the disk. */
export const APP_SCHEME = 'backstitch-app';
const APP_HOST = 'app';
const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

export const START_URL = `${APP_ORIGIN}/`;

/** Is `url` one of the window's own files? */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${APP_SCHEME}:` && parsed.host === APP_HOST;
}

/** Is `url` the page itself, at whatever hash? */
export function isStartPage(url: string): boolean {
  return isAppUrl(url) && URL.parse(url)?.pathname === '/';
}

/** Is `url` a blob that the page made? */
export function isAppBlob(url: string): boolean {
  return url.startsWith(`blob:${APP_ORIGIN}/`);
}
