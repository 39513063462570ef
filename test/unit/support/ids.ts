/** Two anonymous ids in the original's shape: 20 bytes in base64. */
export const ANON = 'AAECAwQFBgcICQoLDA0ODxAREhM=';
export const ANON_2 = 'FBUWFxgZGhscHR4fICEiIyQlJic=';

/** Names that people are known by. */
export const ADA = 'ada@example.com';
export const BOB = 'bob@example.com';

/** The shape of every anonymous id. */
export const SHAPE = /^[A-Za-z0-9+/]{27}=$/;
