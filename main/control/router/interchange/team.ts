import type { EngineSurface } from '../../engine-surface.ts';
import type { RouterBase } from '../base.ts';

export function teamRouter({ on, relay }: RouterBase, team: EngineSurface['team']) {
  const { team: os } = on;
  return os.router({
    get: os.get.handler(({ signal }) => team.get(undefined, signal)),
    put: os.put.handler(({ input, signal }) => team.put(input, signal)),
    asNewNode: os.asNewNode.handler(({ signal }) => team.asNewNode(undefined, signal)),
    follows: os.follows.handler(({ signal }) => team.follows(undefined, signal)),
    saveFollow: os.saveFollow.handler(({ input, signal }) => team.saveFollow(input, signal)),
    removeFollow: os.removeFollow.handler(({ input, signal }) => team.removeFollow(input, signal)),
    captures: os.captures.handler(({ input, signal }) => team.captures(input, signal)),
    capture: os.capture.handler(({ input, signal }) => team.capture(input, signal)),
    body: os.body.handler(({ input, signal }) => team.body(input, signal)),
    decodedBody: os.decodedBody.handler(({ input, signal }) => team.decodedBody(input, signal)),
    viewing: os.viewing.handler(({ input, signal }) => team.viewing(input, signal)),
    copy: os.copy.handler(({ input, signal }) => team.copy(input, signal)),
    mark: os.mark.handler(({ input, signal }) => team.mark(input, signal)),
    preview: os.preview.handler(({ input, signal }) => team.preview(input, signal)),
    deliveries: os.deliveries.handler(({ input, signal }) => team.deliveries(input, signal)),
    delivery: os.delivery.handler(({ input, signal }) => team.delivery(input, signal)),
    share: os.share.handler(({ input, signal }) => team.share(input, signal)),
    equip: os.equip.handler(({ input, signal }) => team.equip(input, signal)),
    live: os.live.handler(({ signal }) => relay(team.live(undefined, signal))),
  });
}
