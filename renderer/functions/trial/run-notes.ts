import type { FunctionRun, LogLine } from '../../../preload/contract/apps/function-runs.ts';
import { placeOf } from '../../runs/stack-place.ts';
import type { CodeNote } from '../../ui/code/code-props.ts';

/**
 * What a run has to say of the lines of its own function: what each wrote to the console, and where
 * it failed. A line that wrote more than once has its last text and how often it wrote.
 */
export function notesOf(run: Pick<FunctionRun, 'name' | 'logs' | 'error'>): CodeNote[] {
  const written = new Map<number, { times: number; last: LogLine }>();
  for (const log of run.logs) {
    if (log.place?.name !== run.name) continue;
    const times = (written.get(log.place.line)?.times ?? 0) + 1;
    written.set(log.place.line, { times, last: log });
  }
  const notes = [...written].map(([line, { times, last }]): CodeNote => {
    const text = firstLine(last.text);
    const tone = last.level === 'warn' || last.level === 'error' ? 'warn' : 'muted';
    return { line, text: times === 1 ? text : `${times}× ${text}`, tone };
  });
  const failed = run.error?.stack.map(placeOf).find((place) => place?.name === run.name);
  if (run.error !== null && failed != null) {
    const text = firstLine(`${run.error.name}: ${run.error.message}`);
    notes.push({ line: failed.line, text, tone: 'bad' });
  }
  return notes;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
