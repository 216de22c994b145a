// The national indicators with their points, and the figures of the plans; how each is counted stands under its name.

import type { Schemas } from '../../api/index.ts';
import { formatDate, formatNumber } from '../../i18n/index.ts';
import { type AnyFigure, behind, gapText, LEVELS, type Level, nameOf, shareText, valueText } from './figures.ts';
import { t } from './messages.ts';
import { Count, Panel, type Shown } from './parts.tsx';

const NATIONAL = ['4.1', '4.2', '4.3', '4.4'] as const;
const OF_PLANS = [
  '5.1',
  '5.2',
  '5.4',
  '5.4p',
  '5.5',
  '5.6',
  '5.7',
  '5.8',
  'hand_over',
  'reuse',
  'reuse_dossiers',
  'reuse_national',
];

export function Indicators({ scope, figures, indicators, explanations, onOpen }: Shown) {
  const explanationOf = (id: string) => explanations.find((one) => one.id === id);
  const sum = indicators
    .filter((one) => !one.level && !one.unit)
    .reduce((points, one) => points + (one.points ?? 0), 0);
  return (
    <>
      <Panel title={t('national')} report="766" scope={scope}>
        <div class="manager-scroll">
          <FigureTable ids={NATIONAL} figures={indicators} explanationOf={explanationOf} onOpen={onOpen} hasPoints />
        </div>
        <p class="manager-points">
          {t('points_sum')}: <strong>{formatNumber(sum, 2)}</strong>
        </p>
      </Panel>
      <Panel title={t('plan_figures')} report="reuse" scope={scope}>
        <div class="manager-scroll">
          <FigureTable ids={OF_PLANS} figures={figures} explanationOf={explanationOf} onOpen={onOpen} />
        </div>
      </Panel>
    </>
  );
}

function FigureTable({
  ids,
  figures,
  explanationOf,
  onOpen,
  hasPoints = false,
}: {
  ids: readonly string[];
  figures: readonly AnyFigure[];
  explanationOf: (id: string) => Schemas['Explanation'] | undefined;
  onOpen: Shown['onOpen'];
  hasPoints?: boolean;
}) {
  const levels = LEVELS.filter((level) => figures.some((one) => one.level === level && !one.unit));
  const of = (id: string, level?: Level) =>
    figures.find((one) => one.id === id && !one.unit && (one.level ?? undefined) === level);
  return (
    <table class="manager-table">
      <thead>
        <tr>
          <th scope="col">{t('figure')}</th>
          <th scope="col">{t('value')}</th>
          <th scope="col">{t('count')}</th>
          {hasPoints ? (
            <th scope="col">{t('points')}</th>
          ) : (
            <>
              <th scope="col">{t('target')}</th>
              <th scope="col">{t('gap')}</th>
            </>
          )}
          {levels.map((level) => (
            <th key={level} scope="col">
              {t(level)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ids.map((id) => {
          const figure = of(id);
          if (!figure) return null;
          const isNational = figure.value === undefined;
          const show = (one: AnyFigure | undefined) => (isNational ? shareText(one?.share) : valueText(id, one?.value));
          return (
            <tr key={id}>
              <th scope="row">
                {nameOf(id)}
                <Explained explanation={explanationOf(id)} />
              </th>
              <td>
                <strong>{show(figure)}</strong>
              </td>
              <td>
                {id !== '5.6' && id !== '5.5' && (
                  <>
                    <Count
                      value={figure.numerator}
                      label={nameOf(id)}
                      drill={behind(id, 'numerator')}
                      onOpen={onOpen}
                    />
                    /
                  </>
                )}
                <Count
                  value={figure.denominator}
                  label={nameOf(id)}
                  drill={behind(id, 'denominator')}
                  onOpen={onOpen}
                />
              </td>
              {hasPoints ? (
                <td>{figure.points == null ? '' : formatNumber(figure.points, 2)}</td>
              ) : (
                <>
                  <td>{figure.target == null ? '' : valueText(id, figure.target)}</td>
                  <td class={figure.gap && figure.gap > 0 ? 'manager-short' : undefined}>{gapText(id, figure.gap)}</td>
                </>
              )}
              {levels.map((level) => {
                const one = of(id, level);
                return (
                  <td key={level}>
                    {one && one.denominator > 0 ? (
                      <button
                        type="button"
                        class="manager-count"
                        aria-label={`${show(one)}. ${t('list_open', { figure: `${nameOf(id)}, ${t(level)}` })}`}
                        onClick={() => onOpen({ kind: 'units', figure: id, level, side: 'numerator' })}
                      >
                        {show(one)}
                      </button>
                    ) : (
                      t('not_available')
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Explained({ explanation }: { explanation: Schemas['Explanation'] | undefined }) {
  if (!explanation) return null;
  const { numerator, denominator, source, from, to, map_day: map, notes, title } = explanation;
  return (
    <details class="manager-explained">
      <summary aria-label={`${t('explain')}: ${title}`}>{t('explain')}</summary>
      <dl lang="vi">
        <dt>{t('explain_numerator')}</dt>
        <dd>{numerator}</dd>
        <dt>{t('explain_denominator')}</dt>
        <dd>{denominator}</dd>
        <dt>{t('explain_source')}</dt>
        <dd>{source}</dd>
      </dl>
      <p>{t('explain_days', { from: formatDate(from), to: formatDate(to), map: formatDate(map) })}</p>
      {notes.map((note) => (
        <p key={note} lang="vi">
          {note}
        </p>
      ))}
    </details>
  );
}
