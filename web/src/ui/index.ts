// The shared pieces.

export { Button } from './Button.tsx';
export { Combobox } from './Combobox.tsx';
export { DateField } from './DateField.tsx';
export { Dialog } from './Dialog.tsx';
export { useDraft } from './drafts.ts';
export { Key, type KeyMap, useKeys } from './keys.tsx';
export { type Loaded, useLoad } from './load.ts';
export { PartSwitch } from './PartSwitch.tsx';
export { type LoadedPage, PageImage, type PageOfPaper, usePageImage } from './page-image.tsx';
export { SelectField } from './SelectField.tsx';
export { EmptyState, ProblemNote, Spinner } from './states.tsx';
export { type Column, Table } from './Table.tsx';
export { TextField } from './TextField.tsx';
export { tell, tellProblem } from './toast.tsx';
