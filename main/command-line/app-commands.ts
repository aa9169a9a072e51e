import type { ImportReport } from '../../preload/contract/apps.ts';
import { startEngine } from '../engine/engine.ts';
import { createLog } from '../lib/log.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { AppArguments } from './arguments.ts';
import { print, printJson } from './print.ts';

/**
 * Imports or exports an app of a data directory. The engine runs for this moment only, on a port of
 * its own that nobody is told.
 *
 * @throws BackstitchError DATA_DIR_LOCKED while a Backstitch runs there; IMPORT_FAILED, EXPORT_REFUSED
 */
export async function runAppCommand(args: AppArguments): Promise<void> {
  await using engine = await startEngine({
    dataDir: args.dataDir,
    face: 'browser',
    log: createLog('warn'),
    intake: { port: 0 },
    quiet: true,
  });
  if (args.command === 'import') {
    const { directory } = args;
    const done = await engine.apps.import({ directory, watch: false });
    if (args.json) printJson(done);
    else printImport(done.app, done.report);
    return;
  }
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
