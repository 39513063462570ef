import type uPlot from 'uplot';

/** A place on the axis where a note stands, with its number. */
export interface Mark {
  index: number;
  number: number;
}

/** Draws a line for each note, with its number on top; several in one bucket share the line. */
export const drawMarks = (
  { ctx, bbox, valToPos }: uPlot,
  marks: Mark[],
  { places, line, ink }: { places: number[]; line: string; ink: string },
): void => {
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = line;
  ctx.fillStyle = ink;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 2 * ratio]);
  ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  for (const index of new Set(marks.map((mark) => mark.index))) {
    const numbers = marks.filter((mark) => mark.index === index).map(({ number }) => number);
    const x = Math.round(valToPos(places[index] ?? 0, 'x', true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(numbers.join(', '), x + 3 * ratio, bbox.top + 10 * ratio);
  }
  ctx.restore();
};
