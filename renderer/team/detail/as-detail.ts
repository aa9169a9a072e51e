import type { CaptureDetail } from '../../../preload/contract/captures.ts';
import type { TeamCaptureDetail } from '../../../preload/contract/team.ts';
import { listedOf } from '../list/listed.ts';

/** A capture of the team as the parts of a capture show it. */
export function asDetail(item: TeamCaptureDetail): CaptureDetail {
  const { extra: _, ...summary } = listedOf(item);
  return {
    ...summary,
    contentType: item.contentType,
    decidedBy: item.decidedBy,
    failure: item.failure,
    viaTunnel: item.viaTunnel,
    httpVersion: item.httpVersion,
    headers: item.headers,
    trailers: item.trailers,
    remoteAddress: item.remoteAddress,
    remotePort: item.remotePort,
    reportedClient: item.reportedClient,
    note: '',
    contentEncoding: item.contentEncoding,
    declaredBytes: item.declaredBytes,
    surplus: item.surplus,
    bodySha256: item.bodySha256,
    reply: item.reply,
    stages: item.stages,
    replayCount: 0,
  };
}
