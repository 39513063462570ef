/** What an app records by itself when it shows a route. */
export const track = (path: string): void => {
  const { _kmq } = window as unknown as { _kmq: unknown[] };
  _kmq.push(['record', 'Viewed Page', { Page: path }]);
};
