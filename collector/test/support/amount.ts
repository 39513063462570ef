const read = (name: string, usual: number): number => Number(process.env[name] ?? usual);

/** Hits of a history that reports are held against the reference on: `npm run prove:reports` takes more. */
export const REPORT_HITS = read('KMQ_REPORT_HITS', 5000);

/** So many times the usual number of random plans. */
export const REPORT_PLANS = read('KMQ_REPORT_PLANS', 1);
