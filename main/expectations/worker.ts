import { parentPort, workerData } from 'node:worker_threads';
import type { Expectation } from '../../preload/contract/interchange/expectations.ts';
import type { Subject } from './subject.ts';
import { judgeOf } from './evaluate/judge.ts';

// Posted by `thread.ts`, which knows the form. One capture at a time: the next is sent for the answer.
const { judge } = judgeOf(workerData as Expectation);
parentPort?.postMessage('ready', []);
parentPort?.on('message', (subject: Subject) => {
  void judge(subject).then((judged) => parentPort?.postMessage(judged, []));
});
