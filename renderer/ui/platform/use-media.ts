import { useSyncExternalStore } from 'react';

/** Whether a media query holds, now and as it changes. */
export function useMedia(text: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(text);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => window.matchMedia(text).matches,
  );
}
