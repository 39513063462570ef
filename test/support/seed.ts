import fc from 'fast-check';

/** Random tests draw the same cases each time, so that a change is judged by itself; `TEST_SEED` draws others. */
fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 1) || 1 });
