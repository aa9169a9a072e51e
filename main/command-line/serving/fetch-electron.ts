import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Where Electron's program is, or in one line why there is none to start. */
export type ElectronLookup = { ok: true; path: string } | { ok: false; why: string };

interface LookupOptions {
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  /** User id; 0 is root. */
  uid?: number | undefined;
  /** Folder of the npm package `electron`; undefined where it is not installed. */
  packageDir?: string | undefined;
}

interface FetchOptions extends LookupOptions {
  /** Keeps the note of a failed download. */
  dataDir: string;
  nowMs?: number;
  /** How long the download may take. */
  deadlineMs?: number;
  /** Called right before a download begins: it can take a minute. */
  onDownload?: () => void;
}

const DAY_MS = 86_400_000;
/** Being offline is soon over and found out quickly, so it is not held against the user for a day. */
const HOUR_MS = 3_600_000;
const DEADLINE_MS = 60_000;
const REACH_MS = 3_000;
const NO_BINARY = "Electron's program is not there";

const Note = z.object({ version: z.string(), until: z.number(), why: z.string() });

/** Looks for Electron's program without fetching it. */
export function locateElectron(options: LookupOptions = {}): ElectronLookup {
  const env = options.env ?? process.env;
  const platform = options.platform ?? process.platform;
  const uid = 'uid' in options ? options.uid : process.getuid?.();
  const packageDir = 'packageDir' in options ? options.packageDir : electronPackage();
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return { ok: false, why: 'no display' };
  if (platform === 'linux' && uid === 0) return { ok: false, why: 'Electron does not run as root' };
  if (packageDir === undefined)
    return { ok: false, why: 'the npm package electron is not installed here' };
  const path = executable(packageDir, env, platform);
  if (existsSync(path)) return { ok: true, path };
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const why = override ? `ELECTRON_OVERRIDE_DIST_PATH has no Electron: ${override}` : NO_BINARY;
  return { ok: false, why };
}

/**
 * Looks for Electron's program and, where only that is missing, has the npm package fetch it: once,
 * with a deadline. A failure is noted in the data directory so that not every start waits for it.
 */
export async function findElectron(options: FetchOptions): Promise<ElectronLookup> {
  const env = options.env ?? process.env;
  const packageDir = 'packageDir' in options ? options.packageDir : electronPackage();
  const found = locateElectron({ ...options, packageDir });
  if (found.ok || found.why !== NO_BINARY || packageDir === undefined) return found;
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD'])
    return { ok: false, why: `${NO_BINARY} and ELECTRON_SKIP_BINARY_DOWNLOAD forbids to fetch it` };

  const note = failureNote(
    options.dataDir,
    packageVersion(packageDir),
    options.nowMs ?? Date.now(),
  );
  const noted = note.read();
  if (noted !== undefined) return { ok: false, why: `${noted} (not tried again yet)` };
  options.onDownload?.();
  const unreachable = await whyUnreachable(env);
  if (unreachable !== undefined) {
    note.write(unreachable, HOUR_MS);
    return { ok: false, why: unreachable };
  }
  const failed = await runInstaller(packageDir, env, options.deadlineMs ?? DEADLINE_MS);
  const fetched = locateElectron({ ...options, packageDir });
  if (fetched.ok) {
    note.clear();
    return fetched;
  }
  const why = failed ?? 'its installer ended without a word and without a program';
  note.write(`Electron could not be fetched: ${why}`, DAY_MS);
  return { ok: false, why: `Electron could not be fetched: ${why}` };
}

function electronPackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    // An installation without development packages: the browser face is what there is.
    return undefined;
  }
}

function packageVersion(packageDir: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

// The same order as the package's own index.js, which cannot be asked: requiring it downloads.
function executable(dir: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const pathFile = join(dir, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : usualName(platform);
  return join(env['ELECTRON_OVERRIDE_DIST_PATH'] || join(dir, 'dist'), name);
}

function usualName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * Offline is found out by one connection to where the download would come from: the installer
 * itself would wait for the system's timeouts. Behind a proxy only the installer can tell.
 */
async function whyUnreachable(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env['ELECTRON_GET_USE_PROXY']) return undefined;
  const mirror = env['npm_config_electron_mirror'] || env['ELECTRON_MIRROR'];
  const url = URL.parse(mirror || 'https://github.com/');
  if (url === null || url.hostname === '') return undefined;
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const reached = await canConnect(url.hostname, port);
  return reached ? undefined : `Electron could not be fetched: ${url.hostname} cannot be reached`;
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => end(false), REACH_MS);
    const end = (reached: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** @returns why it failed; undefined when the installer was content. */
function runInstaller(
  packageDir: string,
  env: NodeJS.ProcessEnv,
  deadlineMs: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(packageDir, 'install.js')], {
      env: { ...env, ELECTRON_GET_NO_PROGRESS: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, deadlineMs);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, 4_000);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(undefined);
      else if (late) resolve(`it took longer than ${Math.round(deadlineMs / 1000)} s`);
      else resolve(plainLine(said) ?? `its installer ended with code ${code}`);
    });
  });
}

// Node writes the message first and the cause (`getaddrinfo ENOTFOUND ...`) further down.
function plainLine(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  const cause = lines.find((line) => /\b(ENOTFOUND|ECONN\w+|ETIMEDOUT|EACCES|ENOSPC)\b/.test(line));
  const line = cause ?? lines.find((each) => /^\w*Error\b/.test(each)) ?? lines.find(Boolean);
  return line?.replace(/^(\[cause\]: )?\w*Error: /, '').slice(0, 200);
}

function failureNote(dataDir: string, version: string, nowMs: number) {
  const file = join(dataDir, 'electron-fetch.json');
  return {
    /** Why it failed the last time, while that still counts for this version. */
    read(): string | undefined {
      try {
        const note = Note.parse(JSON.parse(readFileSync(file, 'utf8')));
        return note.version === version && nowMs < note.until ? note.why : undefined;
      } catch {
        // No note, or a damaged one: then it is simply tried.
        return undefined;
      }
    },
    write(why: string, forMs: number): void {
      try {
        mkdirSync(dataDir, { recursive: true, mode: 0o700 });
        const note: z.infer<typeof Note> = { version, until: nowMs + forMs, why };
        writeFileSync(file, JSON.stringify(note), { mode: 0o600 });
      } catch {
        // A data directory that cannot be written is the engine's to report, in a moment.
      }
    },
    clear: (): void => rmSync(file, { force: true }),
  };
}
