import { ApiError } from '../errors.js';

/** More take longer to make, send and draw than anybody waits. */
const NUMBERS_MOST = 1_000_000;

/** Refuses an answer of so many rows of numbers over so many periods, before it is made. */
export const checkSize = (rows: number, periods: number): void => {
  if (rows * periods <= NUMBERS_MOST) return;
  const message =
    `"by" gives ${periods} periods, an answer of ${rows * periods} numbers; the limit is ${NUMBERS_MOST}: ` +
    'choose longer periods, a shorter range, or fewer events.';
  throw new ApiError('invalid_request', { field: 'by', message });
};
