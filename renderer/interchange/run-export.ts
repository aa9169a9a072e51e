import type { Export, ExportFormat } from '../../preload/contract/interchange/exports.ts';
import { api, isDesktop } from '../api/client.ts';
import { downloadBytes } from '../ui/platform/download.ts';
import type { RedactionRules } from '../../preload/contract/interchange/redaction.ts';
import { type Chosen, inputOf } from './chosen.ts';

/** Writes an export, tells of each step, and saves its file. Rejects where there is none. */
export async function runExport(
  order: {
    chosen: Chosen;
    format: ExportFormat;
    redaction: string;
    /** For this file alone; go before it. */
    rules?: RedactionRules;
  },
  step: (job: Export) => void,
): Promise<Export> {
  const { chosen, ...how } = order;
  let job = await api.exports.create({ ...inputOf(chosen), ...how });
  step(job);
  for await (const next of await api.exports.live({ id: job.id })) {
    job = next;
    step(job);
  }
  if (job.state === 'ready') await saveFile(job);
  return job;
}

/** Without going through this page where there is HTTP: a file may be larger than its memory. */
async function saveFile({ id, fileName }: Export): Promise<void> {
  if (isDesktop) {
    const { body } = await api.exports.file({ id });
    downloadBytes(body, fileName);
    return;
  }
  const link = document.createElement('a');
  link.href = `/api/v1/exports/${encodeURIComponent(id)}/file`;
  link.download = fileName;
  link.click();
}

export const cancelExport = (job: Export): Promise<unknown> => api.exports.cancel({ id: job.id });
