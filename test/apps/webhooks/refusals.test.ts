import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startSampleApp } from '../../helpers/sample-app.ts';

it('tells a stranger nothing of the private side; the log has the link', async () => {
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  await using app = await startSampleApp(undefined, { log });
  app.engine.showAt('http://127.0.0.1:8977');
  const refused = await app.call('orders', 'place', { method: 'POST', body: '{}' });
  expect(refused.status).toBe(401);
  expect(Object.keys(JSON.parse(refused.text))).toEqual(['error', 'error_code']);
  expect(refused.text + JSON.stringify([...refused.headers])).not.toContain('8977');
  const link = `http://127.0.0.1:8977/#/captures/${refused.captureId}`;
  expect(logged.map((line) => JSON.parse(line).link)).toContain(link);
});
