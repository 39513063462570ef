import { expect, it } from 'vitest';
import type { ApiError } from '../../src/errors.js';
import { check } from '../../src/routes/http/check.js';
import { SiteChanges } from '../../src/routes/sites/sites.js';

const client = (rule: object) => ({
  client: { rules: [{ on: 'view', url: '/', name: 'A', ...rule }] },
});

it.each<[object, string]>([
  [{ name: '' }, '"name" must not be empty.'],
  [{ name: 'x'.repeat(256) }, '"name" must be at most 255 characters long.'],
  [{ name: 5 }, '"name" must be a string.'],
  [{ currency: 'Euro' }, '"currency" must be three capital letters, such as USD.'],
  [{ timeZone: 'Mars' }, '"timeZone" must be the name of a time zone, such as Europe/Berlin.'],
  [{ hitsPerSecond: 0 }, '"hitsPerSecond" must be 1 or more.'],
  [{ hitsPerSecond: 1e7 }, '"hitsPerSecond" must be 1,000,000 or less.'],
  [{ hitsPerSecond: '12x' }, '"hitsPerSecond" must be a whole number.'],
  [{ leaveOutBots: 'yes' }, '"leaveOutBots" must be true or false.'],
  [
    { internalAddresses: ['here'] },
    '"internalAddresses.0" must be an IP address or a range, such as 203.0.113.7 or 2001:db8::/64.',
  ],
  [{ internalAddresses: 'here' }, '"internalAddresses" must be an array.'],
  [
    { allowedOrigins: ['https://a.example', 'b.example'] },
    '"allowedOrigins.1" must be an origin without a trailing slash, such as https://www.example.com.',
  ],
  [
    { allowedOrigins: ['https://[a.example'] },
    '"allowedOrigins.0" must be an origin without a trailing slash, such as https://www.example.com.',
  ],
  [
    { allowedOrigins: Array(101).fill('https://a.example') },
    '"allowedOrigins" must have at most 100 entries.',
  ],
  [{ cookieDomain: 'localhost' }, '"cookieDomain" must be a domain, such as .example.com.'],
  [{ names: ['stats'] }, '"names.0" must be a file name, such as stats.js.'],
  [{ names: ['i.js'] }, '"names.0" is reserved by the collector; choose another name.'],
  [{ names: ['a.js', 'a.js'] }, '"names" must not contain duplicates.'],
  [
    { address: 'shop.example.com' },
    '"address" must be a folder with a trailing slash, such as https://shop.example.com/t/ or /t/.',
  ],
  [client({ on: 'hover' }), '"client.rules.0.on" must be “view”, “click”, or “submit”.'],
  [client({ url: '' }), '"client.rules.0.url" must not be empty.'],
  [
    client({ props: { Plan: 'x'.repeat(2049) } }),
    '"client.rules.0.props.Plan" must be at most 2,048 characters long.',
  ],
  [
    client({ props: { Plan: {} } }),
    '"client.rules.0.props.Plan" must be true or false, a number, or a string.',
  ],
  [{ client: { spa: {} } }, '"client.spa" must be true or false, a number, or a string.'],
  [{ client: { 'no name': true } }, 'Unknown field "client.no name".'],
  [{ colour: 'red' }, 'Unknown field "colour".'],
  [[], 'The body must be an object.'],
])('%j: %s', (body, message) => {
  const told = () => {
    try {
      return check(SiteChanges, body);
    } catch (error) {
      return (error as ApiError).message;
    }
  };
  expect(told()).toBe(message);
});
