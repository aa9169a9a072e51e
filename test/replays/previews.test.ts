import { describe, expect, it } from 'vitest';
import { CaptureId, type EndpointId, type HeaderPair } from '../../preload/contract/shapes.ts';
import { type ReplayEdit, ReplayOptions } from '../../preload/contract/replay-request.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { send } from '../senders/signed-request.ts';

const GITHUB: HeaderPair[] = [['X-GitHub-Event', 'push']];
const BODY = '{"n":1}';
const TO = { kind: 'intake' } as const;
const { signature: _keep, ...OPTIONS } = ReplayOptions.parse({});

async function captured(
  t: TestEngine,
  provider: string,
  secret: string,
  more: { at?: number; body?: string | Buffer; headers?: HeaderPair[] } = {},
) {
  const { at = Date.now(), body = BODY, headers = [] } = more;
  const named = provider === 'github' ? [...GITHUB, ...headers] : headers;
  await send({ url: t.url, headers: named, body, as: { provider, secret, at } });
  const [newest] = await t.captures(1);
  return newest!.id;
}

const believe = (t: TestEngine, provider: string, value: string) =>
  t.engine.signatures.addSecret({
    owner: { endpointId: null, provider },
    label: 'Production',
    value,
    form: 'typed',
  });

const preview = (
  t: TestEngine,
  captureId: CaptureId | null,
  edit: ReplayEdit = {},
  more: Partial<Parameters<TestEngine['engine']['replays']['preview']>[0]> = {},
) => t.engine.replays.preview({ captureId, edit, to: TO, options: OPTIONS, ...more });

const headersOf = async (t: TestEngine, id: CaptureId): Promise<HeaderPair[]> =>
  t.engine.captures.get({ id }).headers;

describe('a preview of a replay', () => {
  it('says where the body has a secret of its sender', async () => {
    await using t = await startTestEngine();
    const body = JSON.stringify({ value: [{ subscriptionId: '1', clientState: 'of-us' }] });
    const graph = await captured(t, 'ms-graph', 'of-us', { body });
    expect((await preview(t, graph)).signature.secretFields).toEqual(['json:value[].clientState']);
    const github = await captured(t, 'github', 'needle');
    expect((await preview(t, github)).signature.secretFields).toEqual([]);
  });

  it('goes through the table: untouched, edited, by hand, stripped', async () => {
    await using t = await startTestEngine();
    const id = await captured(t, 'github', 'needle');
    expect((await preview(t, id)).signature).toMatchObject({ row: 3, choice: 'keep', headers: [] });
    const edit = { bodyText: '{"n":2}' };
    expect((await preview(t, id, edit)).signature).toMatchObject({
      row: 7,
      choice: 'keep',
      tone: 'bad',
    });
    await believe(t, 'github', 'needle');
    const changed = await preview(t, id, edit);
    expect(changed.signature).toMatchObject({
      row: 5,
      choice: 'resign',
      mode: 'resign',
      reason: 'You changed the body.',
      secretLabel: 'Production',
    });
    const names = changed.signature.headers.map(({ name }) => name.toLowerCase());
    expect(names).toContain('x-hub-signature-256');
    for (const { before, after } of changed.signature.headers) expect(before).not.toBe(after);
    const [replaced] = changed.signature.headers;
    expect(changed.headers).toContainEqual([replaced!.name, replaced!.after]);
    const headers = (await headersOf(t, id)).map(([name, value]): HeaderPair =>
      name.toLowerCase() === 'x-hub-signature-256' ? [name, 'sha256=00'] : [name, value],
    );
    expect((await preview(t, id, { headers })).signature).toMatchObject({ row: 1, choice: 'keep' });
    const stripped = await preview(t, id, edit, { options: { ...OPTIONS, signature: 'strip' } });
    expect(stripped.signature).toMatchObject({ choice: 'resign', mode: 'strip' });
    expect(stripped.signature.headers.every(({ after }) => after === null)).toBe(true);
  });

  it('tells a secret that never verified from one that did, also by other captures', async () => {
    await using t = await startTestEngine();
    const id = await captured(t, 'github', 'another');
    await believe(t, 'github', 'needle');
    const edit = { bodyText: '{"n":2}' };
    expect((await preview(t, id, edit)).signature).toMatchObject({ row: 6, tone: 'warn' });
    await captured(t, 'github', 'needle');
    await t.captures(2, 'provider:github');
    expect((await preview(t, id, edit)).signature).toMatchObject({ row: 5, tone: 'ok' });
  });

  it('counts an old signature as one to be made again', async () => {
    await using t = await startTestEngine();
    const id = await captured(t, 'stripe', 'whsec_x', { at: Date.now() - 3 * 3_600_000 });
    expect((await preview(t, id)).signature).toMatchObject({ row: 7, tone: 'bad' });
    await believe(t, 'stripe', 'whsec_x');
    expect((await preview(t, id)).signature).toMatchObject({
      row: 5,
      choice: 'resign',
      reason: 'Signed 3 h ago (limit 5 min).',
    });
  });

  it('is what each of several captures is sent with, unless it was chosen for one', async () => {
    await using t = await startTestEngine();
    const at = Date.now() - 3 * 3_600_000;
    const old = [await captured(t, 'stripe', 'whsec_x', { at })];
    old.push(await captured(t, 'stripe', 'whsec_x', { at: at + 1000 }));
    await believe(t, 'stripe', 'whsec_x');
    const ids = [...old];
    const options = ReplayOptions.parse({});
    const job = await t.engine.replays.startJob({
      ids,
      to: TO,
      options,
      gapMs: 0,
      stopOnFailure: false,
      signing: 'fitting',
      signatures: [{ id: ids[1]!, signature: 'strip' }],
    });
    for await (const now of t.engine.replays.jobLive({ id: job.id })) void now;
    const { results } = t.engine.replays.job({ id: job.id });
    expect(results.map(({ signature }) => signature)).toEqual(['resign', 'strip']);
  });

  it('leaves a key pair to its provider, unless there is a test key', async () => {
    await using t = await startTestEngine();
    const endpointId = 'inbox' as EndpointId;
    const { addTestKey, settings, saveSettings, removeSecret } = t.engine.signatures;
    const own = settings({ endpointId });
    await saveSettings({ ...own, endpointId, provider: 'discord' });
    const key = await addTestKey({ endpointId, provider: 'discord' });
    const sent = await t.engine.replays.compose({
      draft: { key: null, captureId: null, edit: { target: '/hook', bodyText: BODY } },
      to: TO,
      options: { ...ReplayOptions.parse({}), signature: 'resign' },
    });
    expect(sent).toMatchObject({ outcome: 'answered', signature: 'resign' });
    const [{ id } = { id: CaptureId.parse('none') }] = await t.captures(1);
    const edit = { bodyText: '{"n":2}' };
    expect((await preview(t, id, edit)).signature).toMatchObject({
      row: 4,
      choice: 'resign',
      tone: 'warn',
    });
    await removeSecret({ id: key.id });
    expect((await preview(t, id, edit)).signature).toMatchObject({ row: 4, choice: 'strip' });
  });

  it('names the URL that is signed, and that it goes to another one', async () => {
    await using t = await startTestEngine();
    await believe(t, 'twilio', 'needle');
    const id = await captured(t, 'twilio', 'needle', {
      body: 'a=1',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    });
    const here = await preview(t, id);
    expect(here.signature).toMatchObject({ row: 3, url: `${t.url}/hook` });
    const url = 'http://127.0.0.1:9/elsewhere';
    const there = await preview(t, id, {}, { to: { kind: 'url', url } });
    expect(there.signature).toMatchObject({ row: 5, url, choice: 'resign' });
    expect(there.signature.reason).toContain('another one');
  });

  it('shows no secret that its sender would send along', async () => {
    await using t = await startTestEngine();
    await believe(t, 'gitlab', 'needle-and-thread');
    const made = await preview(
      t,
      null,
      { headers: [['X-Gitlab-Event', 'Push Hook']], bodyText: BODY },
      { options: { ...OPTIONS, signature: 'resign' } },
    );
    expect(made.signature.headers).toContainEqual({
      name: 'X-Gitlab-Token',
      before: null,
      after: '••••••••',
    });
    expect(JSON.stringify(made)).not.toContain('needle-and-thread');
  });

  it('sends nothing, and says what would stop it', async () => {
    await using t = await startTestEngine();
    const id = await captured(t, 'github', 'needle');
    const to = { kind: 'url', url: 'https://shop.example/hook' } as const;
    const edit = { bodyText: '{}' };
    const options = { ...OPTIONS, signature: 'resign' as const };
    const { warnings } = await preview(t, id, edit, { to, options });
    expect(warnings.map(({ code }) => code)).toEqual(['cannot-sign', 'needs-allow', 'duplicate']);
    expect(t.engine.replays.tries({ captureId: id, limit: 5 }).items).toEqual([]);
    expect(await t.captures(1)).toHaveLength(1);
  });

  it('of a long body is made beside the captures that arrive', async () => {
    await using t = await startTestEngine();
    await believe(t, 'github', 'needle');
    const body = Buffer.alloc(16 * 1024 * 1024, 'x');
    const id = await captured(t, 'github', 'needle', { body });
    const edited = new Blob([new Uint8Array(body.length - 1)]);
    const [same, other] = await Promise.all([preview(t, id), preview(t, id, { body: edited })]);
    expect(same.signature).toMatchObject({
      row: 3,
      reason: 'The captured signature still verifies.',
    });
    expect(other.signature).toMatchObject({ row: 5 });
    expect(other.headers).toContainEqual(['Content-Length', String(body.length - 1)]);
  });
});

describe('a request made from nothing', () => {
  it('is sent, kept as a try of its draft with its bytes, and found after a restart', async () => {
    using dir = tempDir();
    await using t = await startTestEngine({ dataDir: dir.path });
    const draft = {
      key: 'compose:1',
      captureId: null,
      edit: {
        method: 'put',
        target: '/made?n=1',
        headers: [['Content-Type', 'text/plain']] as HeaderPair[],
        bodyText: 'hello',
      },
    };
    const options = ReplayOptions.parse({});
    const sent = await t.engine.replays.compose({ draft, to: TO, options });
    expect(sent).toMatchObject({
      captureId: null,
      draftKey: 'compose:1',
      number: 1,
      outcome: 'answered',
      method: 'PUT',
      sentBody: 'kept',
      signature: 'keep',
    });
    const [made] = await t.captures(1);
    expect(made).toMatchObject({ method: 'PUT', target: '/made?n=1', replayOf: null });
    const again = await t.engine.replays.compose({ draft, to: TO, options });
    expect(again.number).toBe(2);
    await t.stop();
    await using later = await startTestEngine({ dataDir: t.dataDir });
    const { tries, body } = later.engine.replays;
    expect(tries({ draftKey: 'compose:1', limit: 1 })).toMatchObject({
      items: [{ number: 2 }],
      next: again.id,
    });
    expect(tries({ draftKey: 'compose:1', limit: 1, before: again.id })).toMatchObject({
      items: [{ id: sent.id }],
      next: null,
    });
    expect(await body({ id: sent.id, of: 'sent' }).text()).toBe('hello');
  });

  it('is signed as the endpoint says that it goes to', async () => {
    await using t = await startTestEngine();
    const endpointId = 'inbox' as EndpointId;
    const own = t.engine.signatures.settings({ endpointId });
    await t.engine.signatures.saveSettings({
      ...own,
      endpointId,
      provider: 'github',
      refuse: true,
    });
    await believe(t, 'github', 'needle');
    const edit = { target: '/hook', bodyText: BODY };
    const proposed = await preview(t, null, edit);
    expect(proposed.signature).toMatchObject({ row: 6, choice: 'resign' });
    const sent = await t.engine.replays.compose({
      draft: { key: null, captureId: null, edit },
      to: TO,
      options: { ...ReplayOptions.parse({}), signature: 'resign' },
    });
    expect(sent.status).toBe(200);
    expect((await preview(t, null, edit)).signature).toMatchObject({ row: 5 });
  });

  it.each([
    ['an own listener', (t: TestEngine) => `${t.url}/hook`, 'TARGET_REFUSED'],
    ['a host nobody allowed', () => 'https://shop.example/', 'TARGET_NEEDS_ALLOW'],
    ['a metadata service', () => 'http://169.254.169.254/', 'TARGET_REFUSED'],
  ])('may not go where a replay may not: %s', async (_what, urlOf, code) => {
    await using t = await startTestEngine();
    const to = { kind: 'url' as const, url: urlOf(t) };
    const draft = { key: 'k', captureId: null, edit: {} };
    const options = ReplayOptions.parse({});
    await expect(t.engine.replays.compose({ draft, to, options })).rejects.toMatchObject({ code });
    expect(t.engine.replays.tries({ draftKey: 'k', limit: 5 }).items).toEqual([]);
  });

  it('of a capture counts among its replays and the tries of its draft', async () => {
    await using t = await startTestEngine();
    const id = await captured(t, 'github', 'needle');
    const options = ReplayOptions.parse({});
    await t.engine.replays.send({ id, to: TO, options });
    const edit = { bodyText: 'x' };
    const draft = { key: `compose:${id}`, captureId: id, edit };
    const sent = await t.engine.replays.compose({ draft, to: TO, options });
    expect(sent).toMatchObject({ captureId: id, number: 2, sentBody: 'kept' });
    const { tries } = t.engine.replays;
    expect(tries({ captureId: id, limit: 9 }).items.map(({ number }) => number)).toEqual([2, 1]);
    expect(tries({ draftKey: draft.key, limit: 9 }).items.map(({ number }) => number)).toEqual([2]);
    expect(() => tries({ limit: 9 })).toThrow('only one of them');
  });
});
