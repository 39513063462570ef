/** Coordinates of the drawing; its middle is no difference. */
const WIDTH = 120;
const HEIGHT = 16;

/** Where the difference lies with a certainty of 95 %, as a line across nought. */
export const Interval = ({
  interval: [from, to],
  most,
}: {
  interval: [from: number, to: number];
  /** The largest difference of all variants: they share a scale. */
  most: number;
}) => {
  const placeOf = (difference: number): number =>
    WIDTH / 2 + (most > 0 ? difference / most : 0) * (WIDTH / 2 - 4);
  return (
    <svg
      class="interval"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path class="interval-zero" d={`M${WIDTH / 2} 0V${HEIGHT}`} />
      <path class="interval-line" d={`M${placeOf(from)} ${HEIGHT / 2}H${placeOf(to)}`} />
      <circle class="interval-middle" cx={placeOf((from + to) / 2)} cy={HEIGHT / 2} r="4" />
    </svg>
  );
};
