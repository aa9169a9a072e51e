import { ipcRenderer } from 'electron';

// All that stands between the page and the engine: the page asks for its port and gets it, and it
// hears the commands of the native menu. Nothing is exposed, no other channel is touched.
// '*' gives nothing away: the receiver is this very window, and it cannot be navigated elsewhere.

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  // Frames inside the page post messages too; only the page itself may ask.
  if (event.source === window && event.data === 'backstitch:ready') {
    ipcRenderer.send('backstitch:ready');
  }
});

ipcRenderer.on('backstitch:port', (event) => {
  window.postMessage('backstitch:port', '*', [...event.ports]);
});

ipcRenderer.on('backstitch:command', (_event, id: unknown) => {
  window.postMessage({ backstitchCommand: id }, '*');
});
