/** The passes of the build step, as plugins of a bundler. */
export const join: readonly {
  name: string;
  renderChunk(code: string): { code: string; map: object } | null;
}[];
