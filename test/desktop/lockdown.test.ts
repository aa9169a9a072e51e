import { describe, expect, it } from 'vitest';
import { startDesktop } from './harness.ts';

const ELSEWHERE = [
  'https://evil.example/',
  'http://127.0.0.1:8976/',
  'file:///etc/passwd',
  'backstitch-app://other/',
  'backstitch-app://app.evil.example/',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
];

describe('the window', () => {
  it.each(ELSEWHERE)('cannot go to %s, by a link, a frame or a redirect', async (url) => {
    using desktop = await startDesktop();
    const { webContents } = desktop.window();
    expect(webContents.navigates('will-navigate', url)).toBe(false);
    expect(webContents.navigates('will-frame-navigate', url)).toBe(false);
    expect(webContents.navigates('will-frame-navigate', url, false)).toBe(false);
    expect(webContents.navigates('will-redirect', url)).toBe(false);
    expect(desktop.electron.opened).toEqual([]);
  });

  it('may load its own page again, and fill the frames it shows captured images in', async () => {
    using desktop = await startDesktop();
    const { webContents } = desktop.window();
    const page = 'backstitch-app://app/#/settings';
    const image = 'blob:backstitch-app://app/8e1c2a2e';
    expect(webContents.navigates('will-navigate', page)).toBe(true);
    expect(webContents.navigates('will-frame-navigate', page)).toBe(true);
    expect(webContents.navigates('will-frame-navigate', image, false)).toBe(true);
    expect(webContents.navigates('will-frame-navigate', image, true)).toBe(false);
    expect(webContents.navigates('will-frame-navigate', 'blob:https://a.b/1', false)).toBe(false);
  });

  it.each([...ELSEWHERE, 'backstitch-app://app/'])('opens no second window for %s', async (url) => {
    using desktop = await startDesktop();
    expect(desktop.window().webContents.openHandler?.({ url })).toEqual({ action: 'deny' });
    expect(desktop.electron.opened).toEqual([]);
  });

  it('hands links on the fixed list to the browser, over https and without tricks only', async () => {
    using desktop = await startDesktop();
    const { webContents } = desktop.window();
    const good = 'https://developer.mozilla.org/docs/Web/HTTP';
    for (const url of [
      good,
      'http://developer.mozilla.org/',
      'https://developer.mozilla.org:8443/',
      'https://user@developer.mozilla.org/',
      'https://developer.mozilla.org.evil.example/',
    ]) {
      expect(webContents.openHandler?.({ url })).toEqual({ action: 'deny' });
    }
    expect(desktop.electron.opened).toEqual([good]);
    expect(webContents.navigates('will-navigate', good)).toBe(false);
    expect(desktop.electron.opened).toEqual([good, good]);
  });

  it('attaches no webview', async () => {
    using desktop = await startDesktop();
    expect(desktop.window().webContents.navigates('will-attach-webview', '')).toBe(false);
  });
});

describe('the session', () => {
  it('grants writing text to the clipboard to the page, and nothing else to anybody', async () => {
    using desktop = await startDesktop();
    const { permissionCheck, permissionRequest, device } = desktop.electron.session;
    const asked = (permission: string, requestingUrl: string): boolean | undefined => {
      let answer: boolean | undefined;
      permissionRequest?.(null, permission, (granted) => (answer = granted), { requestingUrl });
      expect(permissionCheck?.(null, permission, requestingUrl)).toBe(answer);
      return answer;
    };
    expect(asked('clipboard-sanitized-write', 'backstitch-app://app/')).toBe(true);
    expect(asked('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
    for (const permission of [
      'clipboard-read',
      'notifications',
      'media',
      'geolocation',
      'openExternal',
    ])
      expect(asked(permission, 'backstitch-app://app/')).toBe(false);
    expect(device?.()).toBe(false);
  });

  it('lets no request leave the app', async () => {
    using desktop = await startDesktop();
    const cancelled = (url: string): boolean | undefined => {
      let cancel: boolean | undefined;
      desktop.electron.session.request?.({ url }, (response) => (cancel = response.cancel));
      return cancel;
    };
    expect(cancelled('backstitch-app://app/assets/main.js')).toBe(false);
    expect(cancelled('https://evil.example/pixel.png')).toBe(true);
    expect(cancelled('http://127.0.0.1:8976/hooks')).toBe(true);
    expect(cancelled('file:///etc/passwd')).toBe(true);
    expect(cancelled('ws://127.0.0.1:1/')).toBe(true);
  });

  it('downloads only what the page made itself', async () => {
    using desktop = await startDesktop();
    const refused = (url: string): boolean => {
      let prevented = false;
      const event = { preventDefault: () => (prevented = true) };
      desktop.electron.session.emit('will-download', event, { getURL: () => url });
      return prevented;
    };
    expect(refused('blob:backstitch-app://app/8e1c2a2e')).toBe(false);
    expect(refused('https://evil.example/setup.exe')).toBe(true);
  });
});
