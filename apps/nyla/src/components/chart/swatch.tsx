import classes from './chart.module.css';

/** The colour of a series beside its name. */
export function Swatch({ color }: { readonly color: string }) {
  return <span className={classes['swatch']} style={{ backgroundColor: color }} aria-hidden />;
}

/** The line of what is compared with, beside its name. */
export function PreviousMark() {
  return <span className={classes['previousMark']} aria-hidden />;
}
