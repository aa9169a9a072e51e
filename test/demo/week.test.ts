import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, startReachable } from '../command-line/harness.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { type Finding, playWeek } from './play-week.ts';

let t: TestEngine;
let findings: Finding[];
beforeAll(async () => {
  t = await startReachable();
  const { findEngine } = await import('../../main/command-line/connection/find-engine.ts');
  const engine = await findEngine({ dataDir: t.dataDir });
  findings = await playWeek(
    {
      ask: (method, path, input) => engine.ask(method, path, input),
      intake: t.url.replace(/\/$/, ''),
      run: (...argv) => run(...argv, '--data-dir', t.dataDir),
    },
    () => {},
  );
});
afterAll(() => t[Symbol.asyncDispose]());

const of = (name: Finding['name']): Finding => {
  const found = findings.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The week has no ${name}.`);
  return found;
};

describe('the week of the demonstration', () => {
  it('knows the event type of what came', () => {
    expect(of('types')).toMatchObject({ code: 0 });
    expect(of('types').text).toMatch(/issues.* {2}24 {2}/);
  });

  it('says that a number became a text and that a field is new', () => {
    expect(of('drift').code).toBe(1);
    expect(of('drift').text).toMatch(/! .*issue\.number: type, .* \(3\)/);
    expect(of('drift').text).toMatch(/\+ .*issue\.state_reason: new-field/);
  });

  it('shows what is different about what the handler could not take, and where it failed', () => {
    expect(of('difference').text).toMatch(/issue\.number: 24 → "103"/);
    expect(of('difference').text).toContain('every capture of this type: body.issue.title.');
    expect(of('flow').text).toMatch(/attempt 1 {2}failed/);
  });

  it('names the four that were missed, and brings them back', () => {
    expect(of('missed').text).toContain('4 missing');
    expect(of('back')).toMatchObject({ code: 0 });
    expect(of('back').text).toContain('answered with 200');
  });

  it('says which answers a handler that was tidied up no longer gives, and which it does', () => {
    expect(of('verdict').code).toBe(1);
    expect(of('verdict').text).toMatch(
      /! regressed {3}\d+ issues\.opened: Answered 500 instead of 200\./,
    );
    // Seven came after the provider changed its mind, and the four that were fetched ran once more.
    expect(of('verdict').text).toMatch(/20 cases to .*: 9 regressed, 2 fixed, /);
  });

  it('sees the mended handler take what it refused, and leaves only captures behind', async () => {
    expect(of('mended')).toMatchObject({ code: 0 });
    expect(of('mended').text).toMatch(/ 200 /);
    expect(t.engine.backfill.sources()).toEqual([]);
    expect(t.engine.destinations.list()).toEqual([]);
    expect(
      (await t.engine.captures.list({ search: 'path:/week', limit: 50 })).items.length,
    ).toBeGreaterThan(0);
  });
});
