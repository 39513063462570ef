/** A provider of OpenID Connect for tests; it comes without types. */
declare module 'oidc-provider';
