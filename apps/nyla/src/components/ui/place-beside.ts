const GAP_PX = 6;
const MARGIN_PX = 8;
/** With less room below, a panel opens where there is more. */
const ROOM_PX = 260;

/** The edge of its button that a panel keeps to. */
export type Align = 'start' | 'end';

/** Puts a panel of the top layer beside the button that opened it, and tells its style how high it may be: `--room`. */
export function placeBeside(button: HTMLElement, panel: HTMLElement, align: Align): void {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const below = window.innerHeight - bottom;
  const upwards = below < ROOM_PX && top > below;
  panel.style.left = align === 'start' ? `${left}px` : 'auto';
  panel.style.right = align === 'end' ? `${document.documentElement.clientWidth - right}px` : 'auto';
  panel.style.top = upwards ? 'auto' : `${bottom + GAP_PX}px`;
  panel.style.bottom = upwards ? `${window.innerHeight - top + GAP_PX}px` : 'auto';
  panel.style.setProperty('--room', `${(upwards ? top : below) - GAP_PX - MARGIN_PX}px`);
}
