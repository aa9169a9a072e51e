import { START_URL } from './app-url.ts';

/** Scheme that other programs use to open a capture. */
export const LINK_SCHEME = 'backstitch';

// Exactly the letters and the length that capture ids have: what comes in from outside goes into a
// URL, so nothing else may pass.
const CAPTURE_LINK = /^backstitch:\/\/capture\/([0-9a-hjkmnp-tv-z]{11})\/?$/;

/** The id of the capture that a deep link names; undefined for everything else. */
export function captureOfLink(link: string): string | undefined {
  return CAPTURE_LINK.exec(link)?.[1];
}

/**
 * The capture that a command line asks for. Chromium adds arguments of its own and keeps no order,
 * hence every argument is looked at.
 */
export function captureOfArguments(argv: readonly string[]): string | undefined {
  return argv.map(captureOfLink).find((id) => id !== undefined);
}

/** Address of one capture in the window. */
export function captureUrl(id: string): string {
  return `${START_URL}#/captures/${id}`;
}

/** Address of a place in the window that the engine named, `#/captures/…`. */
export function routeUrl(route: string): string {
  return `${START_URL}${route.startsWith('#') ? route : ''}`;
}
