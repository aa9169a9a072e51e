import { findBrowser } from '../helpers/find-browser.ts';
import openRunFolder from './run-folder.ts';

/** Unpacks the browser before the first test that needs it, once, into the folder of the run. */
export default async function setUp(): Promise<(() => void) | undefined> {
  const close = openRunFolder();
  await findBrowser();
  return close;
}
