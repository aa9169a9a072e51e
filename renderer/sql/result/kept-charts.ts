import type { Prefs } from '../../../preload/contract/window/prefs.ts';
import { putPrefs, usePrefs } from '../../api/prefs.ts';
import { sayNot } from '../../ui/say-not.ts';
import { type ChartLook, readLook } from './chart-points.ts';

const NAME = 'sqlCharts';

function chartsOf(prefs: Prefs | undefined): Record<string, unknown> {
  const kept = prefs?.[NAME];
  return typeof kept === 'object' && kept !== null ? { ...kept } : {};
}

/** The chart that is kept with a saved query, and what keeps another; null forgets it. */
export function useKeptChart(queryId: number | null) {
  const prefs = usePrefs();
  const charts = chartsOf(prefs);
  return {
    kept: queryId === null ? null : readLook(charts[String(queryId)]),
    keep(id: number, look: ChartLook | null): void {
      const next = Object.fromEntries(
        Object.entries(charts).filter(([other]) => other !== String(id)),
      );
      if (look !== null) next[String(id)] = look;
      putPrefs({ [NAME]: Object.keys(next).length === 0 ? null : next }).catch(sayNot('Not kept'));
    },
  };
}
