import { findBrowser } from '../helpers/find-browser.ts';

/** Unpacks the browser before the first test that needs it, once, into the folder of the run. */
export default async function setUp(): Promise<void> {
  await findBrowser();
}
