import { z } from 'zod';
import type {
  CheckInput,
  ExpectationReport,
} from '../../preload/contract/interchange/expectations.ts';
import type { AgentFace, ToolAnswer } from '../../preload/contract/interchange/mcp.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import type { Prefs } from '../../preload/contract/window/prefs.ts';
import { AGENTS_CHANGE, AGENTS_CONNECT } from '../../preload/rules/agent-prefs.ts';
import type { AgentDoor } from '../control/agent-door.ts';
import type { Portable } from '../interchange/portable.ts';
import { BackstitchError } from '../lib/errors.ts';
import { openAudit } from './audit.ts';
import { type Cutter, cutterOf, UNCUT } from '../interchange/cutter.ts';
import { callsOf, type ToolSurface } from './engine-calls.ts';
import type { Procedure } from './procedure.ts';
import { createHttpFace } from './http-face.ts';
import { openLimits } from './limits.ts';
import { charsOf, fit } from './size.ts';
import type { Answer, Tool, ToolContext } from './tool.ts';
import type { openTokenBook } from './tokens/book.ts';
import { TOOLS } from './tools/table.ts';

interface Parts {
  surface: ToolSurface;
  /** A capture with its bytes as they came; undefined where it is gone. */
  read: (id: CaptureId) => Promise<Portable | undefined>;
  snippet: ToolContext['snippet'];
  /** Judges captures of which was cut what this cuts. */
  judge: (input: CheckInput, cut: Cutter, signal: AbortSignal) => Promise<ExpectationReport>;
  /** Every secret that is known now, as text. */
  secrets: () => readonly string[];
  prefs: { get: (input: { keys: readonly string[] }) => Prefs };
  /** Lasting tokens, each good for this room only. */
  tokens: ReturnType<typeof openTokenBook>;
  version: string;
  now: () => number;
  log: (message: string, error: unknown) => void;
  /** Hears which operations a tool used. */
  heard?: (tool: string, operation: Procedure) => void;
  /** Told when a call begins and when it ends. */
  called?: () => void;
}

/** Who calls, and what it may. */
export interface Caller {
  face: AgentFace;
  /** Limits are counted by it. */
  client: string;
  allowWrite: boolean;
  redact: boolean;
  /** Name of the lasting token it came in with. */
  token: string | null;
}

/**
 * The tools of coding agents. They run here, in the engine, whichever way an agent comes in: here is
 * known what has to be cut, and here is one list of what was asked.
 */
export function openMcp(parts: Parts) {
  const { surface, tokens, now, log } = parts;
  const audit = openAudit(now);
  const limits = openLimits(now);
  let isOpenForThisRun = false;
  const isSet = (key: string): boolean => parts.prefs.get({ keys: [key] })[key] === true;

  async function carryOut(
    tool: Tool,
    given: unknown,
    cut: Cutter,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<Answer> {
    const input = tool.input.safeParse(given);
    if (!input.success) throw wrongInput(input.error);
    const context: ToolContext = {
      engine: callsOf(surface, tool.calls, (name) => parts.heard?.(tool.name, name)),
      async capture(id) {
        const whole = await parts.read(id);
        if (whole === undefined) throw new BackstitchError('CAPTURE_NOT_FOUND');
        return cut.capture(whole);
      },
      snippet: parts.snippet,
      judge: (asked, until) => parts.judge(asked, cut, until),
      cut,
      redacts: caller.redact,
      now,
      signal,
    };
    return tool.run(input.data, context);
  }

  /** Never throws but for a caller that went away. */
  async function call(
    name: string,
    given: unknown,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<ToolAnswer> {
    const cut = caller.redact ? cutterOf(parts.secrets()) : UNCUT;
    // The list outlives the call: what a person would not want on a screenshot is cut there always.
    const ended = audit.begin(
      caller,
      name,
      (caller.redact ? cut : cutterOf(parts.secrets())).all(given),
    );
    parts.called?.();
    let leave = (): void => {};
    try {
      const tool = TOOLS.find((one) => one.name === name);
      if (tool === undefined || (tool.kind !== 'read' && !caller.allowWrite)) throw noTool(name);
      leave = limits.enter(caller.client, tool.waits);
      const answer = fit(cut.all(await carryOut(tool, given, cut, caller, signal)));
      signal.throwIfAborted();
      ended('answered', charsOf(answer));
      return { refused: false, answer };
    } catch (error) {
      if (signal.aborted) {
        ended('canceled', 0);
        throw error;
      }
      const answer = refusalOf(error, cut);
      ended('refused', charsOf(answer));
      return { refused: true, answer };
    } finally {
      leave();
      parts.called?.();
    }
  }

  function refusalOf(error: unknown, cut: Cutter): Answer {
    if (error instanceof BackstitchError) {
      const { code, message, hint } = error;
      return fit({
        code,
        problem: cut.text(message),
        ...(hint !== undefined && { hint: cut.text(hint) }),
      });
    }
    log('A tool failed in a way nobody foresaw.', error);
    return { code: 'INTERNAL', problem: 'Backstitch failed; its log says why.' };
  }

  const http = createHttpFace({
    version: parts.version,
    log,
    of: (holder) => {
      const mayChange = (): boolean => isSet(AGENTS_CHANGE) && holder?.mayChange !== false;
      return {
        mayChange,
        call: (name, given, signal) =>
          call(
            name,
            given,
            {
              face: 'http',
              // Who has a token of its own is not held up by what others ask.
              client: holder === undefined ? 'http' : `token-${holder.id}`,
              allowWrite: mayChange(),
              redact: true,
              token: holder?.name ?? null,
            },
            signal,
          ),
      };
    },
  });
  const door: AgentDoor = {
    isOpen: () => isOpenForThisRun || isSet(AGENTS_CONNECT),
    holderOf: tokens.holderOf,
    answer: http.answer,
  };

  return {
    surface: {
      calls: () => audit.list(),
      call: (
        input: { tool: string; arguments: Record<string, unknown> } & Omit<
          Caller,
          'face' | 'token'
        >,
        signal: AbortSignal = new AbortController().signal,
      ): Promise<ToolAnswer> =>
        call(input.tool, input.arguments, { ...input, face: 'stdio', token: null }, signal),
      tokens: () => tokens.list(),
      createToken: tokens.create,
      revokeToken: tokens.revoke,
    },
    door,
    /** Opens `/mcp` until the engine stops, whatever is set. */
    openDoor(): void {
      isOpenForThisRun = true;
    },
    [Symbol.asyncDispose]: http.close,
  };
}

function wrongInput(error: z.ZodError): BackstitchError {
  return new BackstitchError('BAD_INPUT', z.prettifyError(error), {
    hint: 'The schema of the tool says what it takes.',
  });
}

const noTool = (name: string): BackstitchError =>
  new BackstitchError('BAD_INPUT', `There is no tool ${JSON.stringify(name.slice(0, 60))}.`, {
    hint: 'Tools that change something need --allow-write, or “Agents may change things” in Settings.',
  });
