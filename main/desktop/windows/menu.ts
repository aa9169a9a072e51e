import type { MenuItemConstructorOptions } from 'electron';
import type { ElectronParts } from '../electron-parts.ts';

/**
 * Every command of the page that stands in the menu, with the key it came with, as the page writes
 * it. What somebody changed comes from the preference `keymap`.
 */
export const COMMANDS = {
  captures: { label: 'Captures', key: 'g c' },
  endpoints: { label: 'Endpoints', key: 'g e' },
  settings: { label: 'Settings…', key: 'g ,' },
  find: { label: 'Find', key: '/' },
  palette: { label: 'Command palette', key: 'Mod+k' },
  replay: { label: 'Replay', key: 'r' },
  'edit-replay': { label: 'Edit and replay', key: 'e' },
  'copy-curl': { label: 'Copy as curl', key: 'c' },
  pin: { label: 'Pin or unpin', key: 'p' },
  delete: { label: 'Delete', key: 'Delete' },
  'theme-light': { label: 'Light' },
  'theme-dark': { label: 'Dark' },
  'theme-system': { label: 'Like the system' },
  shortcuts: { label: 'Keyboard shortcuts', key: '?' },
} as const satisfies Record<string, { label: string; key?: string }>;

export type CommandId = keyof typeof COMMANDS;

interface MenuOptions {
  mac: boolean;
  /** Name of the app, title of its menu on macOS. */
  name: string;
  /** Developer tools are for a checkout, not for an installed app. */
  devTools: boolean;
  /** The preference `keymap`: keys by command, where somebody changed them. */
  keymap?: unknown;
  onCommand: (id: CommandId) => void;
  /** Asks for the file of a program that makes the tunnel. */
  onTunnelProgram: () => void;
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

/** Installs the menu of the app. */
export function installMenu(Menu: ElectronParts['Menu'], options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The whole menu as data. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { mac } = options;
  const item = (id: CommandId): MenuItemConstructorOptions => commandItem(id, options);
  const program: MenuItemConstructorOptions = {
    label: 'Tunnel through a program…',
    click: () => options.onTunnelProgram(),
  };
  const file: MenuItemConstructorOptions[] = mac
    ? [program, SEPARATOR, { role: 'close' }]
    : [item('settings'), program, SEPARATOR, { role: 'close' }, { role: 'quit' }];
  return [
    ...(mac ? [macMenu(options)] : []),
    { label: 'File', submenu: file },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: [item('captures'), item('endpoints'), SEPARATOR, item('find'), item('palette')],
    },
    {
      label: 'Capture',
      submenu: [
        item('replay'),
        item('edit-replay'),
        item('copy-curl'),
        item('pin'),
        SEPARATOR,
        item('delete'),
      ],
    },
    { label: 'View', submenu: viewMenu(options) },
    ...(mac ? [{ role: 'windowMenu' } satisfies MenuItemConstructorOptions] : []),
    { role: 'help', submenu: [item('shortcuts')] },
  ];
}

function macMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    label: options.name,
    submenu: [
      { role: 'about' },
      SEPARATOR,
      { ...commandItem('settings', options), accelerator: 'Command+,' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

function viewMenu(options: MenuOptions): MenuItemConstructorOptions[] {
  const themes = (['theme-light', 'theme-dark', 'theme-system'] as const).map((id) =>
    commandItem(id, options),
  );
  return [
    { label: 'Theme', submenu: themes },
    SEPARATOR,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(options.devTools ? [SEPARATOR, { role: 'toggleDevTools' as const }] : []),
  ];
}

/**
 * The keys are shown, never taken: the page listens to them itself and knows when somebody types.
 * macOS ignores `registerAccelerator` and would take a bare letter out of every text field, so there
 * a key without a modifier stands below the label instead.
 */
function commandItem(id: CommandId, options: MenuOptions): MenuItemConstructorOptions {
  const item: MenuItemConstructorOptions = {
    id,
    label: COMMANDS[id].label,
    click: () => options.onCommand(id),
  };
  const key = keyOf(id, options.keymap);
  if (key === undefined) return item;
  const plain = !key.includes('Mod+') && !key.includes('Alt+');
  // Electron knows no keys in turn.
  if ((options.mac && plain) || key.includes(' '))
    return { ...item, sublabel: `Key ${shown(key)}` };
  return { ...item, accelerator: shown(key), registerAccelerator: false };
}

/** The first key of a command now; undefined where it has none. */
function keyOf(id: CommandId, keymap: unknown): string | undefined {
  const command: { label: string; key?: string } = COMMANDS[id];
  const changed: unknown = Object.entries(keymap ?? {}).find(([known]) => known === id)?.[1];
  if (!Array.isArray(changed)) return command.key;
  const [first]: unknown[] = changed;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

/** A chord of the page as Electron writes keys: `Mod+k` is `CmdOrCtrl+K`, `g c` is `G C`. */
function shown(chord: string): string {
  const part = (key: string): string =>
    key === 'Mod' ? 'CmdOrCtrl' : key.length === 1 ? key.toUpperCase() : key.replace(/^Arrow/, '');
  return chord
    .split(' ')
    .map((step) =>
      step
        .split(/(?<=.)\+/)
        .map(part)
        .join('+'),
    )
    .join(' ');
}
