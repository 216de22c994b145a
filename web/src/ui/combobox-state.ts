// What the keys do in a combobox (ARIA 1.2, list autocomplete with manual selection), apart from how it looks.

export interface ComboboxState {
  open: boolean;
  /** The choice that Enter would take; -1 for none. */
  active: number;
}

export const CLOSED: ComboboxState = { open: false, active: -1 };

export type ComboboxStep =
  | { state: ComboboxState; take?: number; handled: true }
  /** The key is the field's own, or the page's. */
  | { handled: false };

/** What a key does, with so many choices in the list. */
export function onComboboxKey(state: ComboboxState, key: string, choices: number): ComboboxStep {
  const to = (active: number): ComboboxStep => ({ state: { open: true, active }, handled: true });
  const last = choices - 1;
  switch (key) {
    case 'ArrowDown':
      return choices === 0
        ? { state: { open: true, active: -1 }, handled: true }
        : to(state.active >= last ? 0 : state.active + 1);
    case 'ArrowUp':
      return choices === 0 ? { handled: false } : to(state.active <= 0 ? last : state.active - 1);
    case 'PageDown':
      return state.open && choices > 0 ? to(Math.min(last, state.active + 8)) : { handled: false };
    case 'PageUp':
      return state.open && choices > 0 ? to(Math.max(0, state.active - 8)) : { handled: false };
    case 'Enter':
      return state.open && state.active >= 0 && state.active <= last
        ? { state: CLOSED, take: state.active, handled: true }
        : { handled: false };
    case 'Escape':
      return state.open ? { state: CLOSED, handled: true } : { handled: false };
    default:
      return { handled: false };
  }
}

/** After a new list: the first choice is ready for Enter, unless what is typed may stand as it is. */
export function onChoices(choices: number, isFreeText: boolean): ComboboxState {
  return { open: true, active: choices > 0 && !isFreeText ? 0 : -1 };
}
