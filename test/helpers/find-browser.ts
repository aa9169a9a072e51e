import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';

/** What starts a browser, and with which arguments. */
export interface FoundBrowser {
  executablePath: string;
  args: string[];
}

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Chromium out of a package on Linux x64, unpacked into the temporary folder unless it is there;
 * elsewhere a browser that is installed. Two at once would run a file that the other still writes:
 * the tests call it once, before the first of them starts (`set-up/browser.ts`).
 */
export async function findBrowser(): Promise<FoundBrowser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const executablePath = await chromium.executablePath();
    // A browser for tests of many pages: one process each, not one for all.
    const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
    return { executablePath, args: [...args, '--no-zygote'] };
  }
  const executablePath = INSTALLED.find((path) => existsSync(path));
  if (!executablePath) throw new Error('Install Chrome, Chromium or Edge to run these tests.');
  return { executablePath, args: [] };
}
