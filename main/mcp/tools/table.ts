import type { Tool } from '../tool.ts';
import { getCapture } from './capture.ts';
import { annotateCapture, pinCapture, replayCapture, sendSample, tryFunction } from './changes.ts';
import { compareCaptures } from './compare.ts';
import { checkExpectation } from './expectations.ts';
import { getDelivery, listDeliveries } from './deliveries.ts';
import { getRun, listRuns } from './runs.ts';
import { searchCaptures, waitForCapture } from './search.ts';
import { getSnippet } from './snippet.ts';
import { explainSignature, verifyAgain } from './signature.ts';
import { querySql } from './sql.ts';
import { listEndpoints, searchHelp, status } from './status.ts';

/** All that agents can do, in the order they are told of it. What stands here is all there is. */
export const TOOLS: readonly Tool[] = [
  status,
  searchCaptures,
  searchHelp,
  getCapture,
  waitForCapture,
  explainSignature,
  listRuns,
  getRun,
  compareCaptures,
  querySql,
  listEndpoints,
  listDeliveries,
  getDelivery,
  checkExpectation,
  getSnippet,
  replayCapture,
  sendSample,
  pinCapture,
  annotateCapture,
  tryFunction,
  verifyAgain,
];

/** Those a caller has: without the leave to change something, those that only look. */
export const toolsFor = (mayChange: boolean): readonly Tool[] =>
  TOOLS.filter(({ kind }) => mayChange || kind === 'read');
