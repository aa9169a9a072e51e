import type { Status } from '../../../preload/contract/system.ts';
import type { TunnelState } from '../../../preload/contract/tunnel.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { newerLine } from '../newer-line.ts';
import { print } from '../print.ts';
import { answer } from './answer.ts';

/** The certificate's last day, as a date. */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Says where the engine is, what it holds, and what is wrong with it. */
export const runStatus = (args: Where & { json: boolean }): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const [status, tunnel] = (await Promise.all([
      engine.ask('GET', '/status'),
      engine.ask('GET', '/tunnel'),
    ])) as [Status, TunnelState];
    const { version, newer, face, intakeUrl, tls, dataDir, held, heldBytes, capture } = status;
    const problems =
      capture.state === 'paused' ? [`Nothing is captured: ${capture.why} ${capture.hint}`] : [];
    if (tls?.problem) problems.push(`The new certificate is not in use: ${tls.problem}`);
    if (!args.json) {
      print(
        `Backstitch ${version}, ${face === 'desktop' ? 'in its window' : 'for a browser'}`,
        `  Webhooks go to   ${intakeUrl}`,
        ...(tls === null ? [] : [`  and to           ${tls.url}, until ${dayOf(tls.validTo)}`]),
        `  Tunnel           ${tunnel.publicUrl ?? tunnel.phase}`,
        `  Captures         ${held}, ${heldBytes} bytes`,
        `  They are in      ${dataDir}`,
        ...(newer === null ? [] : [`  ${newerLine(newer)}`]),
        ...problems.map((problem) => `! ${problem}`),
      );
    }
    const { publicUrl, phase } = tunnel;
    const facts = {
      version,
      newer,
      face,
      intake: intakeUrl,
      tls,
      publicUrl,
      tunnel: phase,
      dataDir,
    };
    return { ...facts, held, heldBytes, problems };
  });
