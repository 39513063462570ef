/** Where this script was loaded from, its file name left out; '' where that cannot be known. Read as it runs. */
export const readScriptFolder = (): string =>
  typeof document === 'undefined'
    ? ''
    : (/^[^?#]*\//.exec((document.currentScript as HTMLScriptElement | null)?.src ?? '')?.[0] ??
      '');
