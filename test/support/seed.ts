import fc from 'fast-check';

/** Random tests draw the same cases each time, so that a change is judged by itself; `KMQ_SEED` draws others. */
fc.configureGlobal({ seed: Number(process.env.KMQ_SEED ?? 1) || 1 });
