// The parts of a desk, one at a time; the digits of the keyboard open them.

import { useKeys } from './keys.tsx';

interface Props<Name extends string> {
  parts: readonly Name[];
  part: Name;
  nameOf: (name: Name) => string;
  onPart: (name: Name) => void;
}

export function PartSwitch<Name extends string>({ parts, part, nameOf, onPart }: Props<Name>) {
  useKeys(
    Object.fromEntries(
      parts.map((name, index) => [String(index + 1), { label: nameOf(name), run: () => onPart(name) }]),
    ),
  );
  return (
    <div class="switch">
      {parts.map((name, index) => (
        <button
          key={name}
          type="button"
          class="switch-part"
          aria-current={name === part ? 'true' : undefined}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => onPart(name)}
        >
          {nameOf(name)}
        </button>
      ))}
    </div>
  );
}
