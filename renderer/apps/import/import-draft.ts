import type { ImportPreview, ImportReport } from '../../../preload/contract/apps.ts';
import { api } from '../../api/client.ts';

/** Where an app is imported from. */
export type ImportSource = { kind: 'directory'; directory: string } | { kind: 'zip'; zip: File };

/** What the import would change; nothing is written. */
export function previewImport(source: ImportSource): Promise<ImportPreview> {
  return source.kind === 'zip'
    ? api.apps.previewZip({ zip: source.zip })
    : api.apps.preview({ directory: source.directory });
}

export function runImport(source: ImportSource, watch: boolean) {
  return source.kind === 'zip'
    ? api.apps.importZip({ zip: source.zip })
    : api.apps.import({ directory: source.directory, watch });
}

/** Whether something is left to fill in after an import. */
export function isIncomplete(report: ImportReport): boolean {
  return report.missingSecrets.length > 0 || report.missingUsers.length > 0;
}
