import type { FunctionRun, RunError } from '../../preload/contract/apps/function-runs.ts';
import type { Route } from '../navigation/route.ts';

/** A line of one of the app's own functions. */
export interface Place {
  /** `service/webhook` or the name of a function. */
  name: string;
  line: number;
}

const FUNCTION_NAME = /^[\w-]+(\/[\w-]+)*$/;

/** Where a frame stands, `at called (name:line:column)`; null where it is not the app's own. */
export function placeOf(frame: RunError['stack'][number]): Place | null {
  if (frame.line === null) return null;
  const head = `at ${frame.function} (`;
  const column = frame.column === null ? '' : `:${frame.column}`;
  const tail = `:${frame.line}${column})`;
  if (!frame.text.startsWith(head) || !frame.text.endsWith(tail)) return null;
  return { name: frame.text.slice(head.length, -tail.length), line: frame.line };
}

/**
 * The page on which a place of a run is edited; null where there is none, as for the script that
 * names a user and for bundled modules.
 */
export function pageOf(
  run: Pick<FunctionRun, 'appId' | 'kind' | 'name'>,
  { name }: Place,
): Route | null {
  const page = { page: 'apps', appId: run.appId, item: name } as const;
  if (name !== run.name) return FUNCTION_NAME.test(name) ? { ...page, part: 'functions' } : null;
  if (run.kind === 'webhook') return { ...page, part: 'services' };
  return run.kind === 'function' ? { ...page, part: 'functions' } : null;
}
