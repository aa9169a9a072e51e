import type { IntegrationId } from '../../../preload/contract/integrations.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { Reader } from '../../warehouse/reader.ts';
import type { KeptIntegration } from '../integration-store.ts';
import { createAsk } from './ask.ts';
import { createLoads } from './loads.ts';
import { createTables } from './tables.ts';

interface Parts {
  reader: Reader;
  folder: string;
  now: () => number;
  captures: {
    publicId: (rowId: number) => CaptureId;
    rowIdOf: (id: CaptureId) => number;
  };
  /** @throws BackstitchError INTEGRATION_NOT_FOUND */
  find: (input: ById) => KeptIntegration;
  all: () => readonly KeptIntegration[];
  /** Whose load a capture still waits for. */
  waitingFor: (rowId: number) => KeptIntegration | undefined;
  /** Whose webhook took a capture; a deleted integration, too. */
  ownerOf: (rowId: number) => KeptIntegration | undefined;
  hasFile: (file: string) => boolean;
}

type ById = { id: IntegrationId };

/** Calls of the window and of scripts that read tables, and what came of loads. */
export function createBrowsing(parts: Parts) {
  const { captures, find, hasFile, now, ownerOf, waitingFor } = parts;
  const asked = { ...createAsk(parts), publicId: captures.publicId };
  const tables = createTables(asked);
  const loads = createLoads(asked);
  return {
    loads: async (input: ById & { limit: number }) => ({
      items: await loads.loads(find(input), input.limit),
    }),
    summary: (input: ById) => loads.summary(find(input), now()),
    async summaries() {
      const all = parts.all();
      // One whose tables are rebuilt or cannot be read says so by itself; the others have their figures.
      const found = await Promise.allSettled(all.map((one) => loads.summary(one, now())));
      return found.flatMap((one, at) => {
        const id = all[at]?.id;
        return one.status === 'fulfilled' && id !== undefined ? [{ id, ...one.value }] : [];
      });
    },
    rows: (input: ById & Parameters<typeof tables.rows>[1]) => tables.rows(find(input), input),
    values: (input: ById & Parameters<typeof tables.values>[1]) =>
      tables.values(find(input), input),
    cell: async (input: ById & { table: string; column: string; sequence: string }) => ({
      value: await tables.cell(find(input), input.table, input.column, input.sequence),
    }),
    tables: (input: ById) => tables.tables(find(input)),
    columns: (input: ById) => tables.columns(find(input)),
    rejects: (input: ById & { limit: number }) => loads.rejects(find(input), input.limit),
    async ofCapture({ id }: { id: CaptureId }) {
      const rowId = captures.rowIdOf(id);
      const waitsFor = waitingFor(rowId);
      const none = { records: 0, rows: 0, firstSequence: null, rejects: [], newColumns: [] };
      if (waitsFor !== undefined) {
        const { id: integrationId, name } = waitsFor;
        return { integrationId, name, state: 'waiting' as const, batch: null, ...none };
      }
      const owner = ownerOf(rowId);
      if (owner === undefined || !hasFile(owner.file)) return null;
      const loaded = await loads.ofCapture(owner, rowId);
      return (
        loaded && { integrationId: owner.id, name: owner.name, state: 'loaded' as const, ...loaded }
      );
    },
  };
}
