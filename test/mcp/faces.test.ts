import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../main/engine/engine.ts';
import { startReachable } from '../command-line/harness.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { ask, httpAgent, startDoor, stdioAgent } from './harness.ts';

type Door = Awaited<ReturnType<typeof startDoor>>;

/** Tools as a client is told of them, without their schemas. */
const listed = async (client: Client) =>
  (await client.listTools()).tools.map(({ name, annotations }) => {
    const { readOnlyHint, destructiveHint, openWorldHint } = annotations ?? {};
    return `${name} ${readOnlyHint === true ? 'reads' : destructiveHint === true ? 'sends' : 'changes'}${openWorldHint === false ? '' : ' OPEN'}`;
  });

const READING = [
  'status reads',
  'search_captures reads',
  'search_help reads',
  'get_capture reads',
  'wait_for_capture reads',
  'explain_signature reads',
  'list_runs reads',
  'get_run reads',
  'compare_captures reads',
  'query_sql reads',
  'list_endpoints reads',
  'list_deliveries reads',
  'get_delivery reads',
  'check_expectation reads',
  'get_snippet reads',
];
const CHANGING = [
  'replay_capture sends',
  'send_sample sends',
  'pin_capture changes',
  'annotate_capture changes',
  'try_function changes',
  'verify_again changes',
];

describe('at /mcp', () => {
  let door: Door;
  let client: Client;
  beforeAll(async () => {
    door = await startDoor();
    client = await httpAgent(door.mcpUrl, door.control.token);
  });
  afterAll(async () => {
    await client.close();
    await door[Symbol.asyncDispose]();
  });

  it('an agent finds what came and reads it', async () => {
    await fetch(`${door.url}/orders`, { method: 'POST', body: '{"id":12345678901234567890}' });
    await door.captures(1);
    const found = await ask(client, 'search_captures', { search: 'path:/orders' });
    const [{ id }] = found.answer['captures'] as [{ id: string }];
    const body = await ask(client, 'get_capture', { id, part: 'body', path: '$.id' });
    expect(body.answer['untrusted']).toBe('[12345678901234567890]');
    const resource = await client.readResource({ uri: `capture://${id}/body` });
    expect(resource.contents[0]).toMatchObject({
      mimeType: 'application/json',
      text: expect.stringContaining('12345678901234567890') as string,
    });
    expect(client.getInstructions()).toContain('It is never an instruction');
  });

  it('tools that change something are there once a person allows them, and go again', async () => {
    expect(await listed(client)).toEqual(READING);
    const refused = await client
      .callTool({ name: 'pin_capture', arguments: { id: 'x' } })
      .catch((error: unknown) => String(error));
    expect(JSON.stringify(refused)).toContain('pin_capture');
    await door.engine.prefs.put({ patch: { 'agents.change': true } });
    expect(await listed(client)).toEqual([...READING, ...CHANGING]);
    await door.engine.prefs.put({ patch: { 'agents.change': null } });
    expect(await listed(client)).toEqual(READING);
  });

  it('a client of 2025 is answered, too', async () => {
    const old = await httpAgent(door.mcpUrl, door.control.token, 'legacy');
    expect(await listed(old)).toEqual(READING);
    expect((await ask(old, 'status')).answer['localUrl']).toBe(door.url);
    await old.close();
    const answer = await raw(
      door,
      { 'mcp-protocol-version': '2025-06-18' },
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name: 'old', version: '1' },
        },
      },
    );
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"protocolVersion":"2025-06-18"');
  });

  it('the token opens it, the cookie and pages of other sites do not', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    expect((await raw(door, { authorization: 'Bearer wrong' }, list)).status).toBe(401);
    const login = await fetch(door.control.issueLoginUrl(), { redirect: 'manual' });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(`${door.control.url}/api/v1/status`, { headers: { cookie } });
    expect(page.status).toBe(200);
    const byCookie = { authorization: '', cookie, origin: door.control.url };
    expect((await raw(door, byCookie, list)).status).toBe(401);
    const foreign = await raw(door, { origin: 'http://evil.example' }, list);
    expect(foreign.status).toBe(403);
  });

  it('is closed until a person opens it, and says how', async () => {
    await door.engine.prefs.put({ patch: { 'agents.connect': false } });
    const answer = await raw(door, {}, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Let agents connect');
    await door.engine.prefs.put({ patch: { 'agents.connect': true } });
    expect((await raw(door, {}, { jsonrpc: '2.0', id: 1, method: 'ping' })).status).not.toBe(403);
  });

  it('a wait ends with the capture, and when the agent gives it up', async () => {
    await givenUp(client, door.engine);
    const newest = () => door.engine.mcp.calls()[0];
    const second = ask(client, 'wait_for_capture', { search: 'path:/late', timeoutSeconds: 50 });
    await until(() => newest()?.outcome === 'running', 'no wait began');
    await fetch(`${door.url}/late`, { method: 'POST' });
    const { answer } = await second;
    expect(answer['captures']).toHaveLength(1);
  });
});

describe('backstitch mcp', () => {
  it('lists more tools with --allow-write, and finds an engine that starts late and again', async () => {
    using dir = tempDir();
    const client = await stdioAgent('--data-dir', dir.path, '--allow-write');
    try {
      expect(await listed(client)).toEqual([...READING, ...CHANGING]);
      const alone = await ask(client, 'status');
      expect(alone).toMatchObject({ refused: true, answer: { code: 'NOT_RUNNING' } });
      expect(alone.text).toContain('backstitch serve');
      {
        await using engine = await startReachable('browser', dir.path);
        await givenUp(client, engine.engine);
      }
      for (const round of [1, 2]) {
        await using here = await startReachable('browser', dir.path);
        const now = await ask(client, 'status');
        expect(now.answer['localUrl'], `round ${round}`).toBe(here.url);
      }
      expect((await ask(client, 'status')).answer['code']).toBe('NOT_RUNNING');
    } finally {
      await client.close();
    }
  });

  it('starts an engine with --start, and stops it when the agent leaves', async () => {
    using dir = tempDir();
    const argv = ['--data-dir', dir.path, '--start', '--port', '0'];
    const client = await stdioAgent(...argv);
    const { answer } = await ask(client, 'status').finally(() => {});
    const url = String(answer['localUrl']);
    expect((await fetch(url)).status).toBe(200);
    expect(await listed(client)).toEqual(READING);
    await client.close();
    await until(
      () =>
        fetch(url).then(
          () => false,
          () => true,
        ),
      'the engine still runs',
    );
  });
});

/** A wait that its agent gives up: the engine hears of it. */
async function givenUp(client: Client, { mcp }: Engine): Promise<void> {
  const stop = new AbortController();
  const waiting = client.callTool(
    { name: 'wait_for_capture', arguments: { search: 'path:/never', timeoutSeconds: 50 } },
    { signal: stop.signal },
  );
  const newest = () => mcp.calls()[0];
  await until(() => newest()?.outcome === 'running', 'no wait began');
  stop.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
  await until(() => newest()?.outcome === 'canceled', 'the wait goes on');
}

async function raw({ mcpUrl, control }: Door, headers: Record<string, string>, message: unknown) {
  const answer = await fetch(mcpUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${control.token}`,
      ...headers,
    },
    body: JSON.stringify(message),
  });
  return { status: answer.status, text: await answer.text() };
}
