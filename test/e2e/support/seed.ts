import { ENGINES, type Engine } from './launch.js';

const given = process.env.TEST_SEED;

/** A number that says which part of a matrix runs, the same each time unless `TEST_SEED` says another; `all` leaves nothing out. */
export const SEED = given ?? '1';

/** Whether an engine runs this row of a matrix: one row in `of`, which differ among the engines. */
export const isDrawn = (row: number, engine: Engine, of: number): boolean =>
  SEED === 'all' || (row + ENGINES.indexOf(engine) + Number(SEED)) % of === 0;
