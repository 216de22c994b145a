// Names of units, procedures and paper types by their codes. A code that today's catalogue does not know stands for itself.

import { call } from '../../api/index.ts';
import { useLoad } from '../../ui/index.ts';

export interface Names {
  units: readonly { code: string; name: string; parent?: string | null }[];
  unit: (code: string | null | undefined) => string;
  procedure: (code: string) => string;
}

export function useNames(): Names {
  const units = useLoad((signal) => call('GET /v1/catalogue/units', { signal }), []);
  const procedures = useLoad((signal) => call('GET /v1/catalogue/procedures', { signal }), []);
  const unitNames = new Map(units.value?.map(({ code, name }) => [code, name]));
  const procedureNames = new Map(procedures.value?.map(({ code, name }) => [code, `${code} ${name}`]));
  return {
    units: units.value ?? [],
    unit: (code) => (code ? short(unitNames.get(code) ?? code) : ''),
    procedure: (code) => procedureNames.get(code) ?? code,
  };
}

/** As officials write it; in a narrow column the long form would be all that one sees of the name. */
function short(name: string): string {
  return name.replace(/^Ủy ban nhân dân /, 'UBND ');
}
