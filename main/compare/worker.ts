import { parentPort, workerData } from 'node:worker_threads';
import { carryOut, type CompareWork } from './work.ts';

// Posted by `thread.ts`, which knows the form.
parentPort?.postMessage(carryOut(workerData as CompareWork), []);
