import { openApp, openBrowser } from '../helpers/browser.ts';
const browser = await openBrowser();
try {
await using app = await openApp(browser);
const { page, cli } = app;
page.setDefaultTimeout(60000);
const row = { id: 'evt_1', amount: 1299, currency: 'eur', paid: true, lines: ['a', 'b', null] };
const body = JSON.stringify(Array.from({ length: 115_000 }, (_, n) => ({ n, ...row })));
for (let round = 0; round < 2; round++) {
  await fetch(`${cli.ready.intake}/big/${round}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const r = page.getByRole('row').filter({ hasText: `/big/${round}` }); await r.waitFor(); await page.waitForTimeout(800);
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'toplevel', 'blink.user_timing', 'disabled-by-default-v8.gc'] });
  const t = performance.now();
  await r.click();
  await page.getByText('115,000 items').first().waitFor();
  console.log('click to tree', Math.round(performance.now() - t));
  await page.waitForTimeout(200);
  const buf = await browser.stopTracing();
  const { traceEvents: ev } = JSON.parse(buf.toString());
  const names = ev.filter((e: any) => e.name === 'thread_name');
  const mains = names.filter((e: any) => e.args.name === 'CrRendererMain').map((e: any) => `${e.pid}:${e.tid}`);
  for (const th of mains) {
    const es = ev.filter((e: any) => `${e.pid}:${e.tid}` === th && e.ph === 'X');
    const tasks = es.filter((e: any) => /RunTask|ThreadControllerImpl/.test(e.name) && e.dur > 25000);
    for (const task of tasks) {
      const kids = es.filter((e: any) => e !== task && e.ts >= task.ts && e.ts + e.dur <= task.ts + task.dur && e.dur > task.dur * 0.1);
      console.log(`task ${(task.dur / 1000).toFixed(0)} ms cpu ${((task.tdur ?? NaN) / 1000).toFixed(0)} @${((task.ts-ev[0].ts)/1000).toFixed(0)} ${task.name}`, kids.slice(0,12).map((k: any) => `${k.name} ${(k.dur / 1000).toFixed(0)}/${((k.tdur??NaN) / 1000).toFixed(0)} ${JSON.stringify(k.args?.data?.functionName ?? k.args?.data?.type ?? '')}`).join(' | '));
    }
  }
  await page.keyboard.press('Escape');
}
} finally { await browser.close(); }
