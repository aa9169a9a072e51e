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

// The package's own arguments are for one page in a function of the cloud. The tests open many: one
// process each, not one for all; and pages without a picture in three dimensions are drawn at half
// the cost by the processor itself than by a graphics card that it imitates.
const UNWANTED = ['--single-process', '--use-gl', '--use-angle', '--enable-unsafe', '--ignore-gpu'];
const OURS = ['--no-zygote', '--disable-gpu'];

const unwanted = (arg: string): boolean => UNWANTED.some((start) => arg.startsWith(start));

/**
 * Chromium out of a package on Linux x64, unpacked into the temporary folder unless it is there;
 * elsewhere a browser that is installed. Two at once would run a file that the other still writes:
 * the tests call it once, before the first of them starts (`set-up/browser.ts`).
 */
export async function findBrowser(): Promise<FoundBrowser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const executablePath = await chromium.executablePath();
    return { executablePath, args: [...chromium.args.filter((arg) => !unwanted(arg)), ...OURS] };
  }
  const executablePath = INSTALLED.find((path) => existsSync(path));
  if (!executablePath) throw new Error('Install Chrome, Chromium or Edge to run these tests.');
  return { executablePath, args: [] };
}
