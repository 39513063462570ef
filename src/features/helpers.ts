import { readQuery } from '../browser/page.js';
import type { Feature, Given } from '../core/kit.js';
import { encodeProperties } from '../wire/encode.js';
import { toProperties } from '../wire/normal.js';

export interface HelperCommands {
  /** The parts of an address. */
  uprts(url: string): Record<string, unknown>;
  /** Query-string encoding, as on the wire. */
  p(properties: Given): string;
  /** Reads the cookie `km_<name>`. */
  gc(name: string): string | null;
  /** Writes the cookie `km_<name>`, for some milliseconds. */
  sc(name: string, value: unknown, milliseconds?: number): void;
}

/** Small helpers that pages of the original client use. */
export const helpers: Feature<HelperCommands> = ({ cookie, gate }) => ({
  commands: {
    uprts(url) {
      const [, scheme, host, port, path, query, anchor] =
        /^(?:(\w+):\/\/)?([^/:?#]*):?(\d*)([^?#]*)\??([^#]*)#?(.*)/.exec(`${url}`)!;
      return {
        scheme,
        host,
        port,
        path,
        query,
        anchor,
        params: Object.fromEntries(readQuery(`${url}`)),
      };
    },
    p: (properties) => encodeProperties(toProperties(properties)),
    gc: (name) => cookie(`km_${name}`) || null,
    sc: (name, value, milliseconds) =>
      gate(() => cookie(`km_${name}`, String(value), milliseconds && milliseconds / 1000)),
  },
});
