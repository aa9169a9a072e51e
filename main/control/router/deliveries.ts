import type { EngineSurface } from '../engine-surface.ts';
import type { RouterBase } from './base.ts';

export function deliveriesRouter(
  { on, relay }: RouterBase,
  deliveries: EngineSurface['deliveries'],
) {
  const { deliveries: os } = on;
  return os.router({
    list: os.list.handler(({ input, signal }) => deliveries.list(input, signal)),
    count: os.count.handler(({ input, signal }) => deliveries.count(input, signal)),
    histogram: os.histogram.handler(({ input, signal }) => deliveries.histogram(input, signal)),
    groups: os.groups.handler(({ input, signal }) => deliveries.groups(input, signal)),
    change: os.change.handler(({ input, signal }) => deliveries.change(input, signal)),
    get: os.get.handler(({ input, signal }) => deliveries.get(input, signal)),
    send: os.send.handler(({ input, signal }) => deliveries.send(input, signal)),
    retry: os.retry.handler(({ input, signal }) => deliveries.retry(input, signal)),
    requeue: os.requeue.handler(({ input, signal }) => deliveries.requeue(input, signal)),
    cancel: os.cancel.handler(({ input, signal }) => deliveries.cancel(input, signal)),
    startJob: os.startJob.handler(({ input, signal }) => deliveries.startJob(input, signal)),
    jobs: os.jobs.handler(({ signal }) => deliveries.jobs(undefined, signal)),
    setJob: os.setJob.handler(({ input, signal }) => deliveries.setJob(input, signal)),
    notices: os.notices.handler(({ signal }) => deliveries.notices(undefined, signal)),
    dismissNotices: os.dismissNotices.handler(({ signal }) =>
      deliveries.dismissNotices(undefined, signal),
    ),
    live: os.live.handler(({ signal }) => relay(deliveries.live(undefined, signal))),
  });
}

export function destinationsRouter(
  { on }: RouterBase,
  destinations: EngineSurface['destinations'],
) {
  const { destinations: os } = on;
  return os.router({
    list: os.list.handler(({ signal }) => destinations.list(undefined, signal)),
    create: os.create.handler(({ input, signal }) => destinations.create(input, signal)),
    update: os.update.handler(({ input, signal }) => destinations.update(input, signal)),
    remove: os.remove.handler(({ input, signal }) => destinations.remove(input, signal)),
    setState: os.setState.handler(({ input, signal }) => destinations.setState(input, signal)),
    test: os.test.handler(({ input, signal }) => destinations.test(input, signal)),
    listens: os.listens.handler(({ input, signal }) => destinations.listens(input, signal)),
    tryOut: os.tryOut.handler(({ input, signal }) => destinations.tryOut(input, signal)),
    preview: os.preview.handler(({ input, signal }) => destinations.preview(input, signal)),
    certificate: os.certificate.handler(({ input, signal }) =>
      destinations.certificate(input, signal),
    ),
    secret: os.secret.handler(({ input, signal }) => destinations.secret(input, signal)),
    rotate: os.rotate.handler(({ input, signal }) => destinations.rotate(input, signal)),
    series: os.series.handler(({ input, signal }) => destinations.series(input, signal)),
    forwards: os.forwards.handler(({ signal }) => destinations.forwards(undefined, signal)),
    saveForward: os.saveForward.handler(({ input, signal }) =>
      destinations.saveForward(input, signal),
    ),
    removeForward: os.removeForward.handler(({ input, signal }) =>
      destinations.removeForward(input, signal),
    ),
  });
}
