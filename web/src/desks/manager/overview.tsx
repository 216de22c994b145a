// The summary: share by level against the year's target, the year behind, counters, and what people notice of it.

import { useMemo } from 'preact/hooks';
import { call } from '../../api/index.ts';
import { formatDate, language } from '../../i18n/index.ts';
import { EmptyState, ProblemNote, Spinner, useLoad } from '../../ui/index.ts';
import { Chart } from './chart.tsx';
import {
  type AnyFigure,
  behind,
  gapText,
  LEVELS,
  type Level,
  monthEnds,
  nameOf,
  type Scope,
  shareText,
  valueText,
} from './figures.ts';
import { t } from './messages.ts';
import { Count, Panel, type Shown } from './parts.tsx';

/** Told apart by shape and stroke as well, for who prints in black. */
const LOOK: Record<Level, { color: string; dash: number[]; point: 'circle' | 'rect' | 'triangle' }> = {
  province: { color: '#14487a', dash: [], point: 'circle' },
  district: { color: '#7a4b00', dash: [6, 3], point: 'rect' },
  commune: { color: '#17663a', dash: [2, 2], point: 'triangle' },
};

const IN_SERVICE = ['reuse_dossiers', 'reuse', '5.4', '5.4p', '5.6', '5.7', '5.8'] as const;

export function Overview({ scope, figures, onOpen }: Shown) {
  const shares = figures.filter(({ id }) => id === '5.1');
  const counters = figures.filter(({ id }) => id === '5.2');
  const levels = LEVELS.filter((level) => shares.some((one) => one.level === level));
  const rows = [...levels, null];
  const of = (list: readonly AnyFigure[], level: Level | null) => list.find((one) => (one.level ?? null) === level);
  const declared = of(shares, null)?.denominator ?? 0;
  return (
    <>
      <Panel title={t('by_level')} report="level" scope={scope}>
        <div class="manager-scroll">
          <table class="manager-table">
            <thead>
              <tr>
                <th scope="col" rowSpan={2}>
                  {t('level')}
                </th>
                <th scope="colgroup" colSpan={5}>
                  {nameOf('5.1')}
                </th>
                <th scope="colgroup" colSpan={3}>
                  {t('counters')}
                </th>
              </tr>
              <tr>
                <th scope="col">{t('digitised')}</th>
                <th scope="col">{t('declared')}</th>
                <th scope="col">{t('share')}</th>
                <th scope="col">{t('target_year', { year: scope.on.slice(0, 4) })}</th>
                <th scope="col">{t('gap')}</th>
                <th scope="col">{t('count')}</th>
                <th scope="col">{t('share')}</th>
                <th scope="col">{t('target')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((level) => {
                const share = of(shares, level);
                const counter = of(counters, level);
                const label = `${nameOf('5.1')}, ${t(level ?? 'total')}`;
                return (
                  <tr key={level ?? 'total'} class={level ? undefined : 'manager-total'}>
                    <th scope="row">{t(level ?? 'total')}</th>
                    <td>
                      {share && (
                        <Count
                          value={share.numerator}
                          label={label}
                          drill={behind('5.1', 'numerator', level)}
                          onOpen={onOpen}
                        />
                      )}
                    </td>
                    <td>
                      {share && (
                        <Count
                          value={share.denominator}
                          label={`${t('declared')}, ${t(level ?? 'total')}`}
                          drill={{ kind: 'units', figure: '5.1', side: 'denominator', ...(level ? { level } : {}) }}
                          onOpen={onOpen}
                        />
                      )}
                    </td>
                    <td>
                      <strong>{shareText(share?.share)}</strong>
                    </td>
                    <td>{share?.target == null ? '' : shareText(share.target)}</td>
                    <td class={share?.gap ? 'manager-short' : undefined}>{gapText('5.1', share?.gap)}</td>
                    <td>
                      {counter && (
                        <>
                          <Count
                            value={counter.numerator}
                            label={`${t('counters')}, ${t(level ?? 'total')}`}
                            drill={behind('5.2', 'numerator', level)}
                            onOpen={onOpen}
                          />
                          /
                          <Count
                            value={counter.denominator}
                            label={`${t('counters_all')}, ${t(level ?? 'total')}`}
                            drill={behind('5.2', 'denominator', level)}
                            onOpen={onOpen}
                          />
                        </>
                      )}
                    </td>
                    <td>{shareText(counter?.share)}</td>
                    <td>{counter?.target == null ? '' : shareText(counter.target)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Panel>
      {declared === 0 ? (
        <EmptyState title={t('nothing_declared')} />
      ) : (
        <div class="manager-charts">
          <Panel title={t('by_level_chart')} scope={scope}>
            <LevelChart shares={shares} levels={levels} />
          </Panel>
          <Panel title={t('trend')} scope={scope}>
            <Trend scope={scope} />
          </Panel>
        </div>
      )}
      <Panel title={t('service')} report="reuse" scope={scope}>
        <div class="manager-scroll">
          <table class="manager-table">
            <thead>
              <tr>
                <th scope="col">{t('figure')}</th>
                <th scope="col">{t('value')}</th>
                <th scope="col">{t('count')}</th>
                <th scope="col">{t('target')}</th>
                <th scope="col">{t('gap')}</th>
              </tr>
            </thead>
            <tbody>
              {IN_SERVICE.map((id) => {
                const figure = figures.find((one) => one.id === id && !one.level && !one.unit);
                return figure && <FigureRow key={id} figure={figure} onOpen={onOpen} />;
              })}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}

function FigureRow({ figure, onOpen }: { figure: AnyFigure; onOpen: Shown['onOpen'] }) {
  const { id } = figure;
  return (
    <tr>
      <th scope="row">{nameOf(id)}</th>
      <td>
        <strong>{valueText(id, figure.value)}</strong>
      </td>
      <td>
        {id !== '5.6' && (
          <>
            <Count value={figure.numerator} label={nameOf(id)} drill={behind(id, 'numerator')} onOpen={onOpen} />/
          </>
        )}
        <Count value={figure.denominator} label={nameOf(id)} drill={behind(id, 'denominator')} onOpen={onOpen} />
      </td>
      <td>{figure.target == null ? '' : valueText(id, figure.target)}</td>
      <td class={figure.gap && figure.gap > 0 ? 'manager-short' : undefined}>{gapText(id, figure.gap)}</td>
    </tr>
  );
}

const percent = { min: 0, max: 100, ticks: { callback: (value: number | string) => `${value}%`, maxTicksLimit: 6 } };

function LevelChart({ shares, levels }: { shares: readonly AnyFigure[]; levels: readonly Level[] }) {
  const { config, options } = useMemo(() => {
    const of = (level: Level, key: 'share' | 'target') => {
      const value = shares.find((one) => one.level === level)?.[key];
      return value == null ? null : value * 100;
    };
    const targets = levels.map((level) => of(level, 'target'));
    const datasets = [
      { label: t('share'), data: levels.map((level) => of(level, 'share')), backgroundColor: '#14487a' },
      { label: t('target'), data: targets, backgroundColor: '#c9d4e0', borderColor: '#515d6d', borderWidth: 1 },
    ];
    return {
      config: {
        type: 'bar' as const,
        data: {
          labels: levels.map((level) => t(level)),
          datasets: targets.some((target) => target !== null) ? datasets : datasets.slice(0, 1),
        },
      },
      options: { indexAxis: 'y' as const, scales: { x: percent } },
    };
  }, [shares, levels.join(), language.value]);
  return <Chart label={t('by_level_chart')} config={config} options={options} />;
}

interface MonthShares {
  day: string;
  shares: Partial<Record<Level, number | null>>;
}

/** Month by month, three at a time: it must not hold up what the desk shows first. */
async function loadTrend({ on, unit }: Scope, signal: AbortSignal): Promise<MonthShares[]> {
  const days = monthEnds(on);
  const months: MonthShares[] = [];
  for (let start = 0; start < days.length; start += 3) {
    const part = await Promise.all(
      days.slice(start, start + 3).map(async (day) => {
        const { rows } = await call('GET /v1/coverage', {
          query: { on: day, by_unit: false, ...(unit ? { unit } : {}) },
          signal,
        });
        const sums = rows.filter((row) => row.unit == null);
        return { day, shares: Object.fromEntries(sums.map(({ level, share }) => [level, share ?? null])) };
      }),
    );
    months.push(...part);
  }
  return months;
}

function Trend({ scope }: { scope: Scope }) {
  const months = useLoad((signal) => loadTrend(scope, signal), [scope.on, scope.unit]);
  const chart = useMemo(() => {
    const all = months.value ?? [];
    const levels = LEVELS.filter((level) => all.some(({ shares }) => shares[level] != null));
    return {
      config: {
        type: 'line' as const,
        data: {
          labels: all.map(({ day }) => formatDate(day).slice(3)),
          datasets: levels.map((level) => {
            const { color, dash, point } = LOOK[level];
            return {
              label: t(level),
              data: all.map(({ shares }) => {
                const share = shares[level];
                return share == null ? null : share * 100;
              }),
              borderColor: color,
              backgroundColor: color,
              borderDash: dash,
              pointStyle: point,
              borderWidth: 2,
            };
          }),
        },
      },
      options: { scales: { y: percent }, plugins: { legend: { labels: { usePointStyle: true, boxHeight: 7 } } } },
    };
  }, [months.value, language.value]);
  if (months.problem) return <ProblemNote problem={months.problem} />;
  if (!months.value) return <Spinner label={t('trend_loading')} />;
  return <Chart label={trendInWords(months.value)} config={chart.config} options={chart.options} />;
}

/** What a screen reader says of the lines. */
function trendInWords(months: readonly MonthShares[]): string {
  const lines = LEVELS.map((level) => {
    const known = months.filter(({ shares }) => shares[level] != null);
    return known.length > 0
      ? `${t(level)}: ${known.map(({ day, shares }) => `${formatDate(day)} ${shareText(shares[level])}`).join(', ')}`
      : '';
  });
  return [t('trend_chart'), ...lines.filter(Boolean)].join('. ');
}
