import { Kbd } from '@mantine/core';
import classes from './commands.module.css';

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** The key that opens the palette with `K`, as the keyboard names it. */
export const MOD = IS_APPLE ? '⌘' : 'Ctrl';

/** Keys one after another, or held together. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={classes['keys']}>
      {keys.map((key) => (
        <Kbd key={key} size="sm">
          {key}
        </Kbd>
      ))}
    </span>
  );
}
