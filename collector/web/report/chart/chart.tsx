import { useEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { formatPeriod, formatPeriodName, toSeconds } from '../../text/calendar.js';
import { type Curve, chooseTicks, createLines } from './chart-lines.js';
import { drawMarks, type Mark } from './chart-marks.js';
import 'uplot/dist/uPlot.min.css';
import './chart.css';

const HEIGHT = 240;
/** Room that a label of the time axis wants, in CSS pixels. */
const LABEL_WIDTH = 72;
const AXIS_WIDTH = 64;

/** Curves are told apart by their dashes, too; the first is plain. */
const DASHES = [[], [8, 4], [2, 3], [12, 3, 2, 3], [16, 4], [5, 5], [1, 5], [10, 3, 2, 3, 2, 3]];
const UNFINISHED_DASH = [3, 4];

const readColour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const useDark = (): boolean => {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const update = () => setDark(query.matches);
    query.addEventListener('change', update);
    return () => query.removeEventListener('change', update);
  });
  return dark;
};

export interface ChartParts {
  starts: string[];
  curves: Curve[];
  by: string;
  unfinished: number | null;
  /** Places on the axis where notes stand, with their numbers. */
  marks: Mark[];
  /** Exact, for the line under the chart. */
  formatValue: (value: number) => string;
  /** Short, for the axis. */
  toTick: (value: number) => string;
}

const createOptions = (
  { starts, curves, by, unfinished, marks, toTick }: ChartParts,
  width: number,
  onHover: (index: number | null) => void,
): uPlot.Options => {
  const axis: uPlot.Axis = {
    stroke: readColour('--soft'),
    grid: { stroke: readColour('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
  };
  const places = starts.map(toSeconds);
  const room = Math.floor((width - AXIS_WIDTH) / LABEL_WIDTH);
  return {
    width,
    height: HEIGHT,
    // Half of the last label stands beyond the last bucket.
    padding: [12, LABEL_WIDTH / 2, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      // From nought, so that heights can be compared; refunds reach below.
      y: {
        range: (_, least, most) => [
          Math.min(0, least * 1.05),
          most > 0 ? most * 1.05 : least < 0 ? 0 : 1,
        ],
      },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        splits: () => chooseTicks(places, room),
        values: (_, splits) =>
          splits.map((place) => formatPeriod(starts[places.indexOf(place)] ?? '', by)),
      },
      { ...axis, size: AXIS_WIDTH, values: (_, splits) => splits.map(toTick) },
    ],
    series: [
      {},
      ...curves.flatMap(({ before = false }, index): uPlot.Series[] => {
        const stroke = readColour(before ? '--soft' : `--series-${index + 1}`);
        const alone = starts.length === 1 || unfinished === 0;
        return [
          {
            stroke,
            width: before ? 1 : 1.5,
            dash: DASHES[index] ?? [],
            points: { show: starts.length < 3 },
          },
          {
            stroke,
            width: 1.5,
            dash: UNFINISHED_DASH,
            alpha: 0.7,
            points: { show: alone, size: 7 },
          },
        ];
      }),
    ],
    hooks: {
      setCursor: [(plot) => onHover(plot.cursor.idx ?? null)],
      draw: [
        (plot) =>
          drawMarks(plot, marks, { places, line: readColour('--edge'), ink: readColour('--soft') }),
      ],
    },
  };
};

const formatValues = (
  value: number | null | undefined,
  formatValue: (value: number) => string,
): string => (value === null || value === undefined ? '–' : formatValue(value));

/** Curves over time. The same figures stand in a table beside it, for those who cannot see them. */
export const Chart = (parts: ChartParts) => {
  const box = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const dark = useDark();
  const { starts, curves, by, unfinished, marks, formatValue } = parts;
  const drawn = JSON.stringify([starts, curves, by, unfinished, marks]);

  // `drawn` and `dark` stand for all that is drawn: the same figures need no new drawing.
  useEffect(() => {
    const place = box.current;
    if (!place) return;
    let plot: uPlot | undefined;
    let stopped = false;
    const resizes = new ResizeObserver(() => {
      const width = place.clientWidth;
      if (plot && plot.width !== width) plot.setSize({ width, height: HEIGHT });
    });
    void import('uplot').then(({ default: Plot }) => {
      if (stopped) return;
      const data = [
        starts.map(toSeconds),
        ...curves.flatMap(({ values, before }) => createLines(values, before ? null : unfinished)),
      ];
      plot = new Plot(
        createOptions(parts, place.clientWidth, setHovered),
        data as uPlot.AlignedData,
        place,
      );
      resizes.observe(place);
    });
    return () => {
      stopped = true;
      resizes.disconnect();
      plot?.destroy();
      setHovered(null);
    };
  }, [drawn, dark]);

  const shown = hovered ?? starts.length - 1;
  return (
    <div class="chart" aria-hidden="true">
      <div class="chart-box" ref={box} />
      <ul class="chart-legend">
        <li class="soft">
          {formatPeriodName(starts[shown] ?? '', by)}
          {shown === unfinished && ', in progress'}
        </li>
        {curves.map(({ title, values, before }, index) => (
          <li key={index}>
            <svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
              <path
                d="M0 4h24"
                class={before ? 'series-before' : `series-${index + 1}`}
                stroke-width="2"
                stroke-dasharray={DASHES[index]?.join(' ')}
              />
            </svg>
            {title} <b>{formatValues(values[shown], formatValue)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
};
