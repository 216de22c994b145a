// Names of units, procedures and paper types by their codes. A code that today's catalogue does not know stands for itself.

import { call } from '../../api/index.ts';
import { useLoad } from '../../ui/index.ts';

export interface Names {
  units: readonly { code: string; name: string; parent?: string | null }[];
  unit: (code: string | null | undefined) => string;
  procedure: (code: string) => string;
}

/** Of the units of a day; today's when it is empty. */
export function useNames(on: string): Names {
  const units = useLoad((signal) => call('GET /v1/catalogue/units', { query: on ? { on } : {}, signal }), [on]);
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

/** The units that lie below one, whatever their number of steps. */
export function unitsBelow(units: Names['units'], above: string): Names['units'] {
  const parents = new Map(units.map(({ code, parent }) => [code, parent]));
  const isBelow = (code: string): boolean => {
    for (let at = parents.get(code); at; at = parents.get(at)) if (at === above) return true;
    return false;
  };
  return units.filter(({ code }) => isBelow(code));
}
