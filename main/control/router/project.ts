import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function projectRouter({ on, relay }: RouterBase, project: EngineSurface['project']) {
  const { project: os } = on;
  return os.router({
    state: os.state.handler(({ signal }) => project.state(undefined, signal)),
    plan: os.plan.handler(({ input, signal }) => project.plan(input, signal)),
    apply: os.apply.handler(({ input, signal }) => project.apply(input, signal)),
    resolve: os.resolve.handler(({ input, signal }) => project.resolve(input, signal)),
    attach: os.attach.handler(({ input, signal }) => project.attach(input, signal)),
    detach: os.detach.handler(({ signal }) => project.detach(undefined, signal)),
    pull: os.pull.handler(({ input, signal }) => project.pull(input, signal)),
    add: os.add.handler(({ input, signal }) => project.add(input, signal)),
    secrets: os.secrets.handler(({ signal }) => project.secrets(undefined, signal)),
    setSecret: os.setSecret.handler(({ input, signal }) => project.setSecret(input, signal)),
    removeSecret: os.removeSecret.handler(({ input, signal }) =>
      project.removeSecret(input, signal),
    ),
    schema: os.schema.handler(({ signal }) => project.schema(undefined, signal)),
    live: os.live.handler(({ signal }) => relay(project.live(undefined, signal))),
  });
}
