import {
  type Contrast,
  CONTRASTS,
  DENSITIES,
  type Density,
  type TextSize,
  TEXT_SIZES,
  type Theme,
  THEMES,
  useTheme,
} from '../ui/platform/theme.ts';
import { Field, Select } from '../ui/field.tsx';
import { saveWithUndo } from './save-with-undo.ts';

const THEME_LABELS: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };
const CONTRAST_LABELS: Record<Contrast, string> = {
  system: 'System',
  normal: 'Normal',
  more: 'High',
};
const SIZE_LABELS: Record<TextSize, string> = {
  small: 'Small',
  normal: 'Normal',
  large: 'Large',
  largest: 'Largest',
};

const DENSITY_LABELS: Record<Density, string> = { compact: 'Compact', comfortable: 'Comfortable' };

/** How this browser, or this window of the desktop app, looks. */
export function Appearance() {
  const { theme, setTheme, contrast, setContrast, textSize, setTextSize } = useTheme();
  const { density, setDensity } = useTheme();
  return (
    <>
      <Choice label="Theme" value={theme} all={THEMES} labels={THEME_LABELS} set={setTheme} />
      <Choice
        label="Contrast"
        value={contrast}
        all={CONTRASTS}
        labels={CONTRAST_LABELS}
        set={setContrast}
      />
      <Choice
        label="Text size"
        value={textSize}
        all={TEXT_SIZES}
        labels={SIZE_LABELS}
        set={setTextSize}
      />
      <Choice
        label="Density"
        help="Of rows in lists of captures. A view may have its own."
        value={density}
        all={DENSITIES}
        labels={DENSITY_LABELS}
        set={setDensity}
      />
    </>
  );
}

function Choice<V extends string>(props: {
  label: string;
  help?: string;
  value: V;
  all: readonly V[];
  labels: Record<V, string>;
  set: (value: V) => void;
}) {
  const { label, value, all, labels, set } = props;
  return (
    <Field label={label} help={props.help}>
      <Select
        className="max-w-56"
        value={value}
        onValueChange={(next) =>
          saveWithUndo(
            `${label}: ${labels[next]}`,
            () => set(next),
            () => set(value),
          )
        }
        options={all.map((one) => ({ value: one, label: labels[one] }))}
      />
    </Field>
  );
}
