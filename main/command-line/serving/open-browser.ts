import { spawn } from 'node:child_process';

/** Asks the desktop to show a URL. Where it cannot, the printed URL is the way in. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  // A box without a desktop has no such program; nothing is lost.
  showInDesktop(url, platform).catch(() => {});
}

/** Asks the desktop to show a URL or a folder. Rejects where it has no program for that. */
export function showInDesktop(
  what: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  const [command, args] =
    platform === 'darwin'
      ? ['open', [what]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', what]]
        : ['xdg-open', [what]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', resolve);
  });
}
