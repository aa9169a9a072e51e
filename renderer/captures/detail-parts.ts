// What the detail of a capture is made of, for captures that are kept elsewhere, such as by a team. All of it shows hostile content
// exactly as it is: nobody else has a renderer of their own.
export { BodyFrom } from './body/capture-body.tsx';
export { Waiting } from './body/json-view.tsx';
export { Notice } from './body/notice.tsx';
export { VisibleLines, VisibleText } from './body/text/visible-text.tsx';
export type { BodyOf, BodySource } from './body/use-body.ts';
export { ReplyTab } from './detail/tabs/reply-tab.tsx';
export { RequestTab } from './detail/tabs/request-tab.tsx';
export { fullTime, headerText, stageWord, surplusWords } from './detail/words.ts';
