import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../helpers/browser.ts';
import { openFullApp, visit, type FullApp } from '../full-app.ts';
import { faults } from './look.ts';

let browser: Browser;
let full: FullApp;
beforeAll(async () => {
  browser = await openBrowser();
  full = await openFullApp(browser);
});
afterAll(async () => {
  await full?.[Symbol.asyncDispose]();
  await browser?.close();
});

describe('every page', () => {
  it('can be read, reached and named in every look, wide and narrow; it has one main and one h1', async () => {
    const found: string[] = [];
    for (const address of full.addresses) {
      await visit(full.app, address);
      const { page } = full.app;
      const mains = await page.getByRole('main').count();
      const titles = await page.getByRole('heading', { level: 1 }).count();
      if (mains !== 1 || titles !== 1) found.push(`${address}: ${mains} main, ${titles} h1`);
      found.push(...(await faults(page)).map((fault) => `${address}, ${fault}`));
    }
    expect(found).toEqual([]);
    expect(full.app.problems).toEqual([]);
  });

  it('is found at fault where a text cannot be read, a control is cut off, texts lie on each other or a picture has no name', async () => {
    const { page } = full.app;
    await visit(full.app, '#/settings');
    await page.evaluate(() => {
      const bad = document.createElement('div');
      bad.style.cssText = 'width: 40px; overflow: hidden; white-space: nowrap';
      bad.innerHTML =
        '<p style="color: #999; background: #fff">Pale</p><img src="/favicon.svg">' +
        '<button style="margin-left: 100px">Away</button>';
      const two = document.createElement('div');
      two.style.cssText = 'position: relative; height: 40px';
      two.innerHTML = '<p>Below</p><p style="position: absolute; top: 3px; left: 5px">Above</p>';
      document.querySelector('main')?.append(bad, two);
    });
    const found = (await faults(page)).join('\n');
    expect(found).toMatch(/"Pale"/);
    expect(found).toMatch(/button Away .* is cut off/);
    expect(found).toMatch(/“Below” lies on “Above”|“Above” lies on “Below”/);
    expect(found).toMatch(/image-alt/);
  });
});
