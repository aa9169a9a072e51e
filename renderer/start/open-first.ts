import { useEffect } from 'react';
import { onCaptureEvent } from '../api/live.ts';
import { onPrefs } from '../api/prefs.ts';
import { currentRoute, navigate } from '../navigation/route.ts';
import { HINTS, readStart, saveStart, type Start } from './start-prefs.ts';

/**
 * Opens the first capture that comes while nothing was there, once for all time. Stands where the
 * list says that it is empty.
 */
export function useOpenFirst(): void {
  useEffect(() => {
    let start: Start | undefined;
    let arrived: string | undefined;
    const open = (): void => {
      if (start === undefined || start.opened || arrived === undefined) return;
      const route = currentRoute();
      if (route.page !== 'captures' || route.id !== null) return;
      navigate({ page: 'captures', id: arrived });
      const next = { ...start, opened: true, hints: HINTS };
      start = next;
      void saveStart(next);
    };
    const stopPrefs = onPrefs((prefs) => {
      start = readStart(prefs);
      open();
    });
    const stopEvents = onCaptureEvent((event) => {
      if (event.kind !== 'added') return;
      // Of several, the oldest is the first.
      arrived ??= event.items.map(({ id }) => id).toSorted()[0];
      open();
    });
    return () => {
      stopPrefs();
      stopEvents();
    };
  }, []);
}
