import { isStartPage } from './app-url.ts';
import type { ContentsPart, ElectronParts, FramePart, PortPart } from './electron-parts.ts';

/** The page, through the preload script, asks for its port. */
const READY = 'backstitch:ready';
/** The answer, with the port. */
const PORT = 'backstitch:port';

interface Handover {
  contents: ContentsPart;
  MessageChannelMain: ElectronParts['MessageChannelMain'];
  /** Gets the engine's end. */
  serve: (port: PortPart) => void;
  /** Runs after each hand-over: the page is up and listens. */
  onReady: () => void;
}

/**
 * Gives the page one end of a message channel each time it says it is ready, which is once per load.
 *
 * @returns closes the present channel; to be called when the window is gone.
 */
export function handOverPorts(options: Handover): () => void {
  const { contents } = options;
  let current: PortPart | undefined;
  const close = (): void => {
    current?.close();
    current = undefined;
  };
  contents.ipc.on(READY, (event) => {
    if (!isOurPage(event.senderFrame, contents)) return;
    close();
    const { port1, port2 } = new options.MessageChannelMain();
    current = port1;
    options.serve(port1);
    contents.postMessage(PORT, null, [port2]);
    options.onReady();
  });
  return close;
}

// The sender is compared by its tree node: frames inside the page have other ones, and a page that
// somehow went elsewhere fails on its address.
function isOurPage(frame: FramePart | null, contents: ContentsPart): boolean {
  if (frame?.frameTreeNodeId !== contents.mainFrame.frameTreeNodeId) return false;
  return isStartPage(frame.url);
}
