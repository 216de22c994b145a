// What stands in the way: scans that wait for somebody, units with the most left to do, results that are on paper only.

import type { ComponentChildren } from 'preact';
import { call, type Schemas } from '../../api/index.ts';
import { formatNumber } from '../../i18n/index.ts';
import { type Column, EmptyState, ProblemNote, Spinner, Table, useLoad } from '../../ui/index.ts';
import { behind, gapText, nameOf, shareText } from './figures.ts';
import { t } from './messages.ts';
import type { Names } from './names.ts';
import { Count, Panel, type Shown } from './parts.tsx';

type Row = Schemas['CoverageRow'];

export function Obstacles({ scope, names, figures, indicators, onOpen }: Shown) {
  const { on, unit, plan } = scope;
  const standing = useLoad((signal) => call('GET /v1/standing', { query: unit ? { unit } : {}, signal }), [unit]);
  const coverage = useLoad(
    (signal) => call('GET /v1/coverage', { query: { on, ...(unit ? { unit } : {}), plan }, signal }),
    [on, unit, plan],
  );
  const left = ({ declared, digitised }: Row) => Math.max(0, declared - digitised);
  const units = (coverage.value?.rows ?? [])
    .filter((row) => row.unit && left(row) > 0)
    .sort((a, b) => (b.gap ?? 0) - (a.gap ?? 0) || left(b) - left(a));
  const inconsistencies = coverage.value?.inconsistencies ?? [];
  const resolved = figures.find((one) => one.id === '5.8' && !one.level && !one.unit);
  const electronic = indicators.find((one) => one.id === '4.1' && !one.level && !one.unit);
  const again = figures.find((one) => one.id === '5.4p' && !one.level && !one.unit);

  const columns: Column<Row>[] = [
    { key: 'unit', title: t('unit'), cell: (row) => names.unit(row.unit), sortBy: (row) => names.unit(row.unit) },
    { key: 'level', title: t('level'), cell: (row) => t(row.level), sortBy: (row) => row.level },
    { key: 'left', title: t('remaining'), cell: (row) => formatNumber(left(row)), sortBy: left, isNumber: true },
    {
      key: 'digitised',
      title: t('digitised'),
      cell: (row) => formatNumber(row.digitised),
      sortBy: (row) => row.digitised,
      isNumber: true,
    },
    {
      key: 'declared',
      title: t('declared'),
      cell: (row) => formatNumber(row.declared),
      sortBy: (row) => row.declared,
      isNumber: true,
    },
    {
      key: 'share',
      title: t('share'),
      cell: (row) => shareText(row.share),
      sortBy: (row) => row.share,
      isNumber: true,
    },
    {
      key: 'gap',
      title: t('gap'),
      cell: (row) => gapText('5.1', row.gap),
      sortBy: (row) => row.gap,
      isNumber: true,
    },
  ];

  return (
    <>
      <Panel title={t('standing')} scope={scope}>
        {standing.problem && <ProblemNote problem={standing.problem} />}
        {!standing.value && !standing.problem && <Spinner />}
        {standing.value && <StandingTable standing={standing.value} names={names} onOpen={onOpen} />}
      </Panel>
      <Panel title={t('not_digitised')} scope={scope}>
        <dl class="manager-facts">
          <Fact label={t('without_result')}>
            <Count
              value={electronic ? electronic.denominator - electronic.numerator : 0}
              label={t('without_result')}
              drill={behind('4.1', 'missing')}
              onOpen={onOpen}
            />
          </Fact>
          <Fact label={t('resolved_open')}>
            <Count
              value={resolved ? resolved.denominator - resolved.numerator : 0}
              label={nameOf('5.8')}
              drill={behind('5.8', 'missing')}
              onOpen={onOpen}
            />
          </Fact>
          <Fact label={t('handed_in_again')}>
            <Count
              value={again?.numerator ?? 0}
              label={t('handed_in_again')}
              drill={behind('5.4p', 'numerator')}
              onOpen={onOpen}
            />
          </Fact>
        </dl>
      </Panel>
      <Panel title={t('behind')} report="backlog" scope={scope}>
        {coverage.problem && <ProblemNote problem={coverage.problem} />}
        {!coverage.value && !coverage.problem && <Spinner />}
        {coverage.value && (
          <Table
            label={t('behind')}
            columns={columns}
            rows={units}
            rowKey={(row) => row.unit ?? row.level}
            onOpen={(row) => onOpen({ kind: 'papers', unit: row.unit ?? undefined })}
            empty={<EmptyState title={t('behind_none')} />}
          />
        )}
      </Panel>
      {inconsistencies.length > 0 && (
        <Panel title={t('inconsistencies')} report="inventory" scope={scope}>
          <p class="quiet manager-pad">{t('inconsistencies_hint')}</p>
          <div class="manager-scroll">
            <table class="manager-table">
              <thead>
                <tr>
                  <th scope="col">{t('unit')}</th>
                  <th scope="col">{t('type')}</th>
                  <th scope="col">{t('declared')}</th>
                  <th scope="col">{t('digitised')}</th>
                </tr>
              </thead>
              <tbody>
                {inconsistencies.map((one) => (
                  <tr key={`${one.unit} ${one.type}`}>
                    <th scope="row">{names.unit(one.unit)}</th>
                    <td class="manager-words">{one.type}</td>
                    <td>{formatNumber(one.declared)}</td>
                    <td>
                      <Count
                        value={one.digitised}
                        label={t('digitised')}
                        drill={{ kind: 'papers', unit: one.unit }}
                        onOpen={onOpen}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
    </>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The lists behind tell of files and reasons: who may open a scan is the operator and the approver of its unit. */
function StandingTable({
  standing,
  names,
  onOpen,
}: {
  standing: Schemas['Standing'];
  names: Names;
  onOpen: Shown['onOpen'];
}) {
  const sums = [
    [t('held'), standing.held, 'held'],
    [t('awaiting'), standing.awaiting_approval, 'awaiting_approval'],
    [t('refused'), standing.refused, 'refused'],
  ] as const;
  return (
    <>
      <dl class="manager-facts">
        {sums.map(([label, value, what]) => (
          <Fact key={label} label={label}>
            <Count value={value} label={label} drill={{ kind: 'standing', what }} onOpen={onOpen} />
          </Fact>
        ))}
        <Fact label={t('on_their_way')}>{formatNumber(standing.on_their_way)}</Fact>
      </dl>
      {standing.by_unit.length === 0 ? (
        <p class="quiet manager-pad">{t('nothing_stands')}</p>
      ) : (
        <Table
          label={t('standing_by_unit')}
          rows={standing.by_unit}
          rowKey={({ unit }) => unit}
          columns={[
            {
              key: 'unit',
              title: t('unit'),
              cell: ({ unit }) => names.unit(unit),
              sortBy: ({ unit }) => names.unit(unit),
            },
            {
              key: 'held',
              title: t('held'),
              cell: ({ held }) => formatNumber(held),
              sortBy: ({ held }) => held,
              isNumber: true,
            },
            {
              key: 'awaiting',
              title: t('awaiting'),
              cell: (row) => formatNumber(row.awaiting_approval),
              sortBy: (row) => row.awaiting_approval,
              isNumber: true,
            },
            {
              key: 'refused',
              title: t('refused'),
              cell: ({ refused }) => formatNumber(refused),
              sortBy: ({ refused }) => refused,
              isNumber: true,
            },
          ]}
        />
      )}
    </>
  );
}
