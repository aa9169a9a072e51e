import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import { explain } from './desktop/explain.ts';
import { keychainProtection } from './desktop/keychain.ts';
import { hostEngine } from './desktop/host-engine.ts';
import { readLaunchArguments } from './desktop/launch-arguments.ts';
import { runDesktop } from './desktop/lifecycle.ts';
import { prepareProfile } from './desktop/profile.ts';
import { startUtilityProcess } from './desktop/utility-process.ts';
import { createLog } from './lib/log.ts';
import { packageRoot } from './lib/version.ts';

const log = createLog(process.env['BACKSTITCH_LOG'] ?? 'warn');

async function main(): Promise<void> {
  const argv = process.argv.slice(app.isPackaged ? 1 : 2);
  const args = readLaunchArguments(argv);
  app.setPath('userData', prepareProfile(args.dataDir));
  await runDesktop({
    electron: {
      app,
      BrowserWindow,
      Menu,
      MessageChannelMain,
      Notification,
      Tray,
      dialog,
      nativeTheme,
      powerMonitor,
      protocol,
      screen,
      session,
      shell,
      utilityProcess,
    },
    startEngine: () =>
      hostEngine(args, log, {
        protection: keychainProtection(safeStorage),
        startProcess: startUtilityProcess(utilityProcess),
        showFolder,
      }),
    dataDir: args.dataDir,
    paths: {
      page: join(packageRoot(), 'out', 'renderer'),
      preload: join(packageRoot(), 'out', 'preload', 'index.cjs'),
      resources: join(packageRoot(), 'resources'),
    },
    argv,
    platform: process.platform,
    log,
  });
}

/** Electron answers with words where it could not. */
async function showFolder(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new Error(problem);
}

main().catch((error: unknown) => {
  log.error({ err: error }, 'desktop failed');
  dialog.showErrorBox('Backstitch cannot start', explain(error));
  app.exit(1);
});
