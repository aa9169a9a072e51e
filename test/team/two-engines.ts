import { TeamInput as Input, type TeamInput, type TeamState } from '../../preload/contract/team.ts';
import type { EngineOptions } from '../../main/engine/engine.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import { z } from 'zod';

/** Short waits, so that a test need not wait for a poll. */
export const QUICK: EngineOptions['teamTimings'] = {
  floorMs: 10,
  baseMs: 20,
  capMs: 100,
  refusedMs: 100,
  takenMs: 50,
  pollMs: 200,
  pooledPollMs: 200,
  tellMs: 10,
  gatherMs: 10,
};

/** An engine that takes part. */
export async function startNode(
  url: string,
  nodeName: string,
  more: {
    dataDir?: string;
    input?: Partial<z.input<typeof TeamInput>>;
    engine?: Partial<EngineOptions>;
  } = {},
): Promise<TestEngine> {
  const t = await startTestEngine({
    teamTimings: QUICK,
    ...more.engine,
    ...(more.dataDir !== undefined && { dataDir: more.dataDir }),
  });
  if (t.engine.team.get().url === null) await join(t, url, nodeName, more.input);
  return t;
}

export const join = (
  { engine }: TestEngine,
  url: string | null,
  nodeName: string,
  input: Partial<z.input<typeof TeamInput>> = {},
): Promise<TeamState> => Promise.resolve(engine.team.put(TeamInputOf({ nodeName, ...input, url })));

const TeamInputOf = (input: z.input<typeof TeamInput>): z.output<typeof TeamInput> =>
  Input.parse(input);

/** Until a node is in this state. */
export const stateOf = (t: TestEngine, state: TeamState['state']): Promise<TeamState> =>
  until(
    () => {
      const now = t.engine.team.get();
      return now.state === state && now;
    },
    `not ${state}: ${JSON.stringify(t.engine.team.get())}`,
  );

/** Until all that a node has to say is there. */
export const pushed = (t: TestEngine): Promise<TeamState> =>
  until(async () => {
    await t.engine.captures.list({ search: '', limit: 1 });
    const now = t.engine.team.get();
    return now.state === 'live' && now.waiting === 0 && now;
  }, 'not all went out');
