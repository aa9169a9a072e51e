import { useEffect, useState } from 'react';
import type { Told } from '../../../../main/decode/told.ts';
import { type OpenJson, openJson } from './open-json.ts';

export type JsonState =
  | { state: 'reading' }
  | { state: 'open'; json: OpenJson }
  | { state: 'failed'; error: unknown };

type Source = { bytes: Uint8Array; told: Told; many: boolean };

const READING: JsonState = { state: 'reading' };

/**
 * Reads a body as JSON; a worker that holds it lives as long as the component.
 *
 * @param told the same object while nothing changes: another one is read again.
 */
export function useJson(bytes: Uint8Array, told: Told, many: boolean): JsonState {
  const [latest, setLatest] = useState<{ of: Source; result: JsonState } | null>(null);
  useEffect(() => {
    const closed = new AbortController();
    const read = async (): Promise<JsonState> => {
      try {
        return { state: 'open', json: await openJson(bytes, told, many, closed.signal) };
      } catch (error) {
        return { state: 'failed', error };
      }
    };
    const show = async (): Promise<void> => {
      const result = await read();
      if (!closed.signal.aborted) setLatest({ of: { bytes, told, many }, result });
    };
    void show();
    return () => closed.abort();
  }, [bytes, told, many]);
  // What was read from another body is not shown for this one, not even for a moment.
  const isThis = latest?.of.bytes === bytes && latest.of.told === told && latest.of.many === many;
  return isThis ? latest.result : READING;
}
