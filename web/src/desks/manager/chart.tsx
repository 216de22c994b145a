// Charts: only the kinds in use are in the bundle. What a chart shows also stands beside it as a table, for who cannot see it.

import {
  BarController,
  BarElement,
  CategoryScale,
  type ChartConfiguration,
  Chart as ChartOf,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';

ChartOf.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

interface Props {
  label: string;
  config: Omit<ChartConfiguration<'bar'>, 'options'> | Omit<ChartConfiguration<'line'>, 'options'>;
  options: ChartConfiguration['options'];
}

export function Chart({ label, config, options }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const style = getComputedStyle(document.documentElement);
    const chart = new ChartOf(canvas.current, {
      ...config,
      options: {
        animation: false,
        maintainAspectRatio: false,
        // Sharp on paper too.
        devicePixelRatio: Math.max(2, devicePixelRatio),
        font: { family: style.fontFamily, size: 12 },
        color: style.color,
        ...options,
      },
    } as ChartConfiguration);
    // On paper it is as wide as the paper, not as the screen was.
    const beforePrint = () => chart.resize();
    addEventListener('beforeprint', beforePrint);
    addEventListener('afterprint', beforePrint);
    return () => {
      removeEventListener('beforeprint', beforePrint);
      removeEventListener('afterprint', beforePrint);
      chart.destroy();
    };
  }, [config, options]);
  return (
    <div class="chart">
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}
