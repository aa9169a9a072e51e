import type { ImportReport } from '../../../../preload/contract/apps.ts';
import { startEngine } from '../../../engine/engine.ts';
import { createLog } from '../../../lib/log.ts';
import { BackstitchError } from '../../../lib/errors.ts';
import { print, printJson } from '../../print.ts';

export interface ImportArguments {
  directory: string;
  dataDir: string;
  json: boolean;
}

export interface ExportArguments extends ImportArguments {
  /** Name or client app id; undefined where there is one app. */
  app?: string | undefined;
  replace: boolean;
  redactSecrets: boolean;
}

/** @throws BackstitchError DATA_DIR_LOCKED while a Backstitch runs there; IMPORT_FAILED */
export async function runImport({ directory, dataDir, json }: ImportArguments): Promise<void> {
  await using engine = await openFor(dataDir);
  const done = await engine.apps.import({ directory, watch: false });
  if (json) printJson(done);
  else printImport(done.app, done.report);
}

/** @throws BackstitchError DATA_DIR_LOCKED while a Backstitch runs there; APP_NOT_FOUND, EXPORT_REFUSED */
export async function runExport(args: ExportArguments): Promise<void> {
  await using engine = await openFor(args.dataDir);
  const chosen = engine.apps
    .list()
    .find((app) => args.app === app.name || args.app === app.clientAppId);
  if (args.app !== undefined && chosen === undefined) {
    throw new BackstitchError('APP_NOT_FOUND', `There is no app “${args.app}”.`);
  }
  const { directory, replace, redactSecrets } = args;
  const done = await engine.apps.export({ appId: chosen?.id, directory, replace, redactSecrets });
  if (args.json) printJson(done);
  else print(`${done.written.length} files are in ${done.directory}.`, ...done.warnings);
}

/** The engine for this moment only, on a port of its own that nobody is told. */
const openFor = (dataDir: string) =>
  startEngine({
    dataDir,
    face: 'browser',
    log: createLog('warn'),
    intake: { port: 0 },
    quiet: true,
  });

interface Imported {
  name: string;
  clientAppId: string;
  counts: { webhooks: number; functions: number; services: number };
}

function printImport({ name, clientAppId, counts }: Imported, report: ImportReport): void {
  const { services, webhooks, functions } = counts;
  print(
    `${name} (${clientAppId}): ${services} services, ${webhooks} webhooks, ${functions} functions.`,
  );
  for (const { kind, path, line, message } of report.notes) {
    if (kind === 'imported') continue;
    print(
      `  ${kind}: ${path === '' ? '' : `${path}${line === undefined ? '' : `:${line}`}: `}${message}`,
    );
  }
  for (const { name: secret, usedBy } of report.missingSecrets) {
    print(`  Secret to fill in: ${secret}, used by ${usedBy.join(', ')}`);
  }
  for (const { id, usedBy } of report.missingUsers) {
    print(`  user to create: ${id}, used by ${usedBy.join(', ')}`);
  }
}
