import { useEffect, useRef, useState } from 'react';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { api } from '../../api/client.ts';
import type { Progress } from './compare-words.ts';
import type { Effects, WorkbenchProps } from '../trial/trial-of.ts';

interface ComparisonState extends Progress {
  error: unknown;
  /** The code that was run. */
  source: string;
}

const NOTHING: ComparisonState = {
  rows: [],
  total: null,
  running: false,
  error: null,
  source: '',
};
/** Rows arrive by the hundred: they are shown together. */
const SHOW_MS = 80;

/** Runs a source on the newest captures; rows come in while it goes on. */
export function useComparison({ app, of, source }: WorkbenchProps) {
  const [state, setState] = useState(NOTHING);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function start(last: number, sideEffects: Effects): Promise<void> {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const rows: Comparison[] = [];
    let total: number | null = null;
    let shownAt = 0;
    const show = (more: Partial<ComparisonState>): void => {
      if (running.current !== abort) return;
      setState({ rows: [...rows], total, running: true, error: null, source, ...more });
    };
    show({});
    try {
      const events = await api.functions.compare(
        { appId: app.id, of, source, sideEffects, last },
        { signal: abort.signal },
      );
      for await (const event of events) {
        if (event.kind === 'start') total = event.total;
        else if (event.kind === 'row') rows.push(event.row);
        const now = performance.now();
        if (now - shownAt > SHOW_MS) {
          shownAt = now;
          show({});
        }
      }
      show({ running: false });
    } catch (error) {
      // Stopped by hand: what has come in stays.
      show({ running: false, error: abort.signal.aborted ? null : error });
    }
  }
  return { state, start, stop: () => running.current?.abort() };
}
