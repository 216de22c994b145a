// A button. `keys` names the key that does the same, and shows it.

import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'size'> {
  kind?: 'plain' | 'main' | 'danger' | 'quiet';
  /** Something is under way: it cannot be pressed, and says so. */
  busy?: boolean;
  keys?: string;
  children?: ComponentChildren;
}

export function Button({ kind = 'plain', busy = false, keys, children, class: extra, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      class={`button button-${kind}${extra ? ` ${extra}` : ''}`}
      aria-busy={busy}
      aria-keyshortcuts={keys}
      {...rest}
      disabled={busy || disabled === true}
    >
      {children}
      {keys && (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus; aria-keyshortcuts tells it
        <kbd class="button-key" aria-hidden="true">
          {keys}
        </kbd>
      )}
    </button>
  );
}
