/** The process that packs segments: the memory and the time that it takes are not those of hits. */
import { packSealed } from './pack.js';

// If its collector was killed, the next collector writes segments; this process must have stopped by then.
process.on('disconnect', () => process.exit());

packSealed(process.argv[2]!).then(
  () => process.exit(),
  (error: Error) => process.send!(error.message, () => process.exit(1)),
);
