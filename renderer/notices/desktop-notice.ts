import type { Notice } from '../../preload/contract/window/notices.ts';

export const isDesktopApp = window.location.protocol === 'backstitch-app:';

/** Whether this page may ask the browser to show notices of the system, and is allowed to. */
export const mayShow = (): boolean =>
  !isDesktopApp && 'Notification' in window && Notification.permission === 'granted';

/** `blocked`: the person said no, and only the browser's own settings can change that. */
export type Permission = 'granted' | 'blocked' | 'unknown' | 'missing';

export function permission(): Permission {
  if (isDesktopApp) return 'granted';
  if (!('Notification' in window)) return 'missing';
  if (Notification.permission === 'granted') return 'granted';
  return Notification.permission === 'denied' ? 'blocked' : 'unknown';
}

/** Asks the browser for leave, where that was not decided yet. Call it from a click. */
export async function askPermission(): Promise<Permission> {
  if (permission() === 'unknown') await Notification.requestPermission();
  return permission();
}

/** The second line of a notice: the newest, and how many there are. */
export function newestWords({ body, count }: Pick<Notice, 'body' | 'count'>): string {
  const parts = [body, count > 1 ? `${count} in all` : ''];
  return parts.filter((part) => part !== '').join(' · ');
}
