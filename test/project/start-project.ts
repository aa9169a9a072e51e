import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EngineOptions } from '../../main/engine/engine.ts';
import type { ProjectState } from '../../preload/contract/interchange/project.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

export interface TestProject extends TestEngine {
  folder: string;
  /** Writes a file of the project as an editor does, by a rename. A value is written as JSON. */
  put(content: unknown, name?: string): void;
  text(name?: string): string;
  value(name?: string): ReturnType<typeof JSON.parse>;
  attach(write?: boolean): Promise<ProjectState>;
  state(): ProjectState;
  /** Waits until the state is so. */
  until(look: (state: ProjectState) => boolean, what?: string): Promise<ProjectState>;
}

/** A real engine with a folder that may become its project. Files are read as soon as they changed. */
export async function startProject(options: Partial<EngineOptions> = {}): Promise<TestProject> {
  const dir = tempDir();
  const t = await startTestEngine({ projectCalmMs: 5, ...options });
  const { project } = t.engine;
  const at = (name: string): string => join(dir.path, name);
  const text = (name = 'backstitch.json'): string => readFileSync(at(name), 'utf8');
  return {
    ...t,
    folder: dir.path,
    put(content, name = 'backstitch.json') {
      const written =
        typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(`${name}.tmp`), written);
      renameSync(at(`${name}.tmp`), at(name));
    },
    text,
    value: (name) => JSON.parse(text(name)) as unknown,
    attach: (write = true) => project.attach({ directory: dir.path, write }),
    state: project.state,
    until: (look, what = 'The project does not come to that.') =>
      until(() => look(project.state()) && project.state(), what),
    async [Symbol.asyncDispose]() {
      await t[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}

/** An endpoint as the page saves it. */
export const endpointInput = (name: string, path = `/${name}`) => ({
  name,
  enabled: true,
  path,
  methods: [],
  reply: {
    status: 200,
    headers: [],
    bodyKind: 'text' as const,
    body: '',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
});
