import { Type } from 'typebox';

/** Text that people give to something, such as its name: at least one character of it can be seen. */
export const createLabel = (maxLength = 255) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description: 'more than spaces' });
