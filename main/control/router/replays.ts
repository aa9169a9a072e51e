import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function replaysRouter({ on, relay }: RouterBase, replays: EngineSurface['replays']) {
  const { replays: os } = on;
  return os.router({
    send: os.send.handler(({ input, signal }) => replays.send(input, signal)),
    compose: os.compose.handler(({ input, signal }) => replays.compose(input, signal)),
    preview: os.preview.handler(({ input, signal }) => replays.preview(input, signal)),
    tries: os.tries.handler(({ input, signal }) => replays.tries(input, signal)),
    ofCapture: os.ofCapture.handler(({ input, signal }) => replays.ofCapture(input, signal)),
    get: os.get.handler(({ input, signal }) => replays.get(input, signal)),
    body: os.body.handler(({ input, signal }) => replays.body(input, signal)),
    startJob: os.startJob.handler(({ input, signal }) => replays.startJob(input, signal)),
    job: os.job.handler(({ input, signal }) => replays.job(input, signal)),
    cancelJob: os.cancelJob.handler(({ input, signal }) => replays.cancelJob(input, signal)),
    jobLive: os.jobLive.handler(({ input, signal }) => relay(replays.jobLive(input, signal))),
    targets: os.targets.handler(({ input, signal }) => replays.targets(input, signal)),
    allowedHosts: os.allowedHosts.handler(({ signal }) => replays.allowedHosts(undefined, signal)),
    allowHost: os.allowHost.handler(({ input, signal }) => replays.allowHost(input, signal)),
    forgetHost: os.forgetHost.handler(({ input, signal }) => replays.forgetHost(input, signal)),
  });
}
