// The manager's desk: how far each level has come, on any day, and what stands in the way.

import { useMemo, useRef, useState } from 'preact/hooks';
import { call, session } from '../../api/index.ts';
import { formatDate } from '../../i18n/index.ts';
import {
  Button,
  DateField,
  PartSwitch,
  ProblemNote,
  SelectField,
  Spinner,
  useDraft,
  useKeys,
  useLoad,
} from '../../ui/index.ts';
import { today } from '../../ui/today.ts';
import { DrillDialog } from './drill.tsx';
import { type Drill, periodQuery, type Scope } from './figures.ts';
import { Indicators } from './indicators.tsx';
import { t } from './messages.ts';
import { unitsBelow, useNames } from './names.ts';
import { Obstacles } from './obstacles.tsx';
import { Overview } from './overview.tsx';
import { Reports } from './reports.tsx';

const PARTS = ['overview', 'indicators', 'obstacles', 'reports'] as const;
type PartName = (typeof PARTS)[number];

interface View {
  /** Empty for today. */
  on: string;
  unit: string;
  /** Undefined until somebody chooses: then the plan in force, or else the first of the catalogue. */
  plan?: string;
  part: PartName;
}

export default function ManagerDesk() {
  const [view, setView] = useDraft<View>('manager/view', { on: '', unit: '', part: 'overview' });
  // One opened list over another, to go back through.
  const [drills, setDrills] = useState<readonly Drill[]>([]);
  const onField = useRef<HTMLInputElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const names = useNames(view.on);
  const plans = useLoad((signal) => call('GET /v1/catalogue/plans', { signal }), []);
  const plan = view.plan ?? (plans.value?.find(({ in_force }) => in_force) ?? plans.value?.[0])?.id ?? '';
  // Who acts for a unit sees its figures and those of the units below it.
  const own = session.value?.unit ?? '';
  const units = own ? unitsBelow(names.units, own) : names.units;
  const scope = useMemo<Scope>(
    () => ({ on: view.on || today(), unit: view.unit || own, plan }),
    [view.on, view.unit, own, plan],
  );
  const isReady = plans.value !== undefined || plans.problem !== undefined;

  const figures = useLoad(
    async (signal) => (isReady ? call('GET /v1/figures', { query: periodQuery(scope), signal }) : undefined),
    [scope, isReady],
  );
  const indicators = useLoad(
    async (signal) => (isReady ? call('GET /v1/indicators', { query: periodQuery(scope), signal }) : undefined),
    [scope, isReady],
  );
  const open = (drill: Drill | undefined) => drill && setDrills([drill]);
  const { part } = view;
  useKeys({
    d: { label: t('key_on'), run: () => onField.current?.focus() },
    u: { label: t('key_unit'), run: () => head.current?.querySelector<HTMLElement>('select')?.focus() },
    p: { label: t('print'), run: () => print() },
  });

  const shown = {
    scope,
    names,
    onOpen: open,
    figures: figures.value?.figures ?? [],
    indicators: indicators.value?.figures ?? [],
    explanations: [...(indicators.value?.explanations ?? []), ...(figures.value?.explanations ?? [])],
  };
  const problem = figures.problem ?? indicators.problem ?? plans.problem;
  const isThere = figures.value !== undefined && indicators.value !== undefined;
  return (
    <section class="desk manager">
      <header class="manager-head" ref={head}>
        <h1>{t('title')}</h1>
        <DateField
          label={t('on')}
          value={scope.on}
          onValue={(on) => setView((before) => ({ ...before, on: on === today() ? '' : on }))}
          inputRef={onField}
          max={today()}
        />
        <SelectField
          label={t('unit')}
          value={view.unit}
          onValue={(unit) => setView((before) => ({ ...before, unit }))}
          choices={[
            { value: '', text: own ? (session.value?.unit_name ?? own) : t('unit_all') },
            ...units.map(({ code, name }) => ({ value: code, text: `${name} (${code})` })),
          ]}
        />
        <SelectField
          label={t('plan')}
          value={plan}
          onValue={(next) => setView((before) => ({ ...before, plan: next }))}
          choices={[
            { value: '', text: t('plan_none') },
            ...(plans.value ?? []).map(({ id, name }) => ({ value: id, text: name })),
          ]}
        />
        <Button keys="P" onClick={() => print()}>
          {t('print')}
        </Button>
      </header>
      <p class="manager-on-paper">
        {t('on')} {formatDate(scope.on)} · {view.unit ? names.unit(view.unit) : t('unit_all')}
        {plan && ` · ${t('plan')} ${plans.value?.find(({ id }) => id === plan)?.name ?? plan}`}
      </p>
      <PartSwitch
        parts={PARTS}
        part={part}
        nameOf={t}
        onPart={(next) => setView((before) => ({ ...before, part: next }))}
      />
      {problem && <ProblemNote problem={problem} />}
      {!isThere && !problem && <Spinner />}
      {isThere && (
        <div class="manager-body" aria-busy={figures.busy || indicators.busy}>
          {part === 'overview' && <Overview {...shown} />}
          {part === 'indicators' && <Indicators {...shown} />}
          {part === 'obstacles' && <Obstacles {...shown} />}
          {part === 'reports' && <Reports scope={scope} onOpen={open} />}
        </div>
      )}
      {drills.length > 0 && (
        <DrillDialog
          drill={drills.at(-1) as Drill}
          scope={scope}
          names={names}
          onDrill={(next) => setDrills((before) => [...before, next])}
          onBack={drills.length > 1 ? () => setDrills((before) => before.slice(0, -1)) : undefined}
          onClose={() => setDrills([])}
        />
      )}
    </section>
  );
}
