import { openApp, openBrowser } from '../helpers/browser.ts';
const browser = await openBrowser();
try {
await using app = await openApp(browser, { width: 1920 });
const { page, cli } = app;
page.setDefaultTimeout(15000);
await fetch(`${cli.ready.intake}/order`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1,"customer":"cus_9"}' });
await page.getByRole('row').filter({ hasText: '/order' }).first().click();
const capture = page.getByRole('article', { name: 'Capture' });
await capture.getByRole('tree').waitFor();
await page.keyboard.press('|');
const line = capture.getByRole('separator', { name: /^Width of the body/ });
await line.waitFor();
await page.screenshot({ path: '/tmp/h-C1/h-split.png' });
await line.focus();
const info = "JSON.stringify([document.activeElement.outerHTML.slice(0,400), [...document.querySelectorAll('[data-panel]')].map(p=>[p.id,Math.round(p.getBoundingClientRect().width), p.style.flexGrow])])";
console.log(await page.evaluate(info));
await page.keyboard.press('ArrowLeft');
await page.waitForTimeout(500);
console.log(await page.evaluate(info));
await page.keyboard.press('ArrowRight');await page.keyboard.press('ArrowRight');
await page.waitForTimeout(500);
console.log(await page.evaluate(info));
await capture.getByRole('button', { name: 'Fill the window' }).first().click();
for (let n = 0; n < 25; n += 1) {
    await page.keyboard.press('Tab');
    console.log(await page.evaluate("(document.activeElement.closest('[data-body]') !== null) + ' ' + document.activeElement.outerHTML.slice(0,150)"));
}
} finally { await browser.close(); }
