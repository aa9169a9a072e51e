import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { create } from 'zustand';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { api } from '../../api/client.ts';
import type { Effects, WorkbenchProps } from '../trial/trial-of.ts';
import type { Progress } from './compare-words.ts';

interface ComparisonState extends Progress {
  error: unknown;
  /** The code that was run. */
  source: string;
}

const NOTHING: ComparisonState = { rows: [], total: null, running: false, error: null, source: '' };
/** Rows arrive by the hundred: they are shown together. */
const SHOW_MS = 80;

export const COUNTS = ['20', '100'] as const;
export type Count = (typeof COUNTS)[number];
/** So long after the last key, a pause in typing is one. */
const PAUSE_MS = 800;
const LIVE_COUNT = 20;

/** Whether pauses in typing compare; for all functions of this window. */
const useLive = create<{ live: boolean; set: (live: boolean) => void }>((set) => ({
  live: false,
  set: (live) => set({ live }),
}));

export type Comparing = ReturnType<typeof useComparison>;

/**
 * Runs a source on the newest captures; rows come in while it goes on.
 *
 * @param sideEffects as a single run has them; a comparison never really calls a service.
 */
export function useComparison(props: WorkbenchProps, sideEffects: Effects) {
  const effects = sideEffects === 'live' ? 'record' : sideEffects;
  const { source } = props;
  const [count, setCount] = useState<Count>('20');
  const { state, start, stop } = useRows(props);
  const live = useLive((all) => all.live);
  const setLive = useLive((all) => all.set);
  const canCompare = props.endpointId !== '';
  const isStale = state.total === null || state.source !== source;

  // What was there when the page was opened is not typed: it is compared when somebody asks.
  const first = useRef(source);
  const onPause = useEffectEvent(() => {
    if (isStale) void start(LIVE_COUNT, 'record');
  });
  useEffect(() => {
    if (!live || !canCompare || source === first.current) return;
    first.current = '';
    const timer = setTimeout(onPause, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [live, canCompare, source]);

  return {
    state,
    count,
    setCount,
    /** null where no captures are the function's own. */
    live: canCompare ? live : null,
    setLive,
    stop,
    run: () => void start(Number(count), effects),
    /** Runs it where the code was not compared as it stands. */
    ensure(): void {
      if (canCompare && isStale) void start(Number(count), effects);
    },
  };
}

function useRows({ app, of, source }: WorkbenchProps) {
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
