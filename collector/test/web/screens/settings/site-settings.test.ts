import { describe, expect, it } from 'vitest';
import { withChosen } from '../../../../web/screens/settings/import-preview.js';
import {
  formatPropertyLines,
  readClient,
  readPropertyLines,
  withClient,
} from '../../../../web/screens/settings/site-settings.js';

describe('the settings of the client', () => {
  it.each([
    [{}, 'pageViews', false, { pageViews: false }],
    [{ pageViews: false }, 'pageViews', true, {}],
    [{}, 'spa', 'hash', { spa: 'hash' }],
    [{}, 'spa', 'true', { spa: true }],
    [{ spa: true }, 'spa', 'false', {}],
    [{ maxHits: 10 }, 'consent', 'required', { maxHits: 10, consent: 'required' }],
  ])('%j with %s %s are %j', (client, name, value, after) => {
    expect(withClient(client, name, value)).toEqual(after);
  });

  it.each([
    [{}, 'spa', 'false'],
    [{ spa: true }, 'spa', 'true'],
    [{}, 'cleanUrl', 'identity'],
  ])('%j say of %s: %s', (client, name, word) => {
    expect(readClient(client, name)).toBe(word);
  });
});

describe('properties, one a line', () => {
  it.each([
    [['Plan = Pro', 'Source=Ads'], { Plan: 'Pro', Source: 'Ads' }],
    [['Formula = a=b'], { Formula: 'a=b' }],
    [['', ' = nothing', 'Half'], { Half: '' }],
  ])('%j are %j', (lines, props) => {
    expect(readPropertyLines(lines)).toEqual(props);
  });

  it('are written as they are read', () => {
    expect(formatPropertyLines({ Plan: 'Pro', Size: 5 })).toEqual(['Plan = Pro', 'Size = 5']);
  });
});

describe('names of an import', () => {
  it('are read as the site spells them, or as somebody chose', () => {
    const found = [
      { name: 'signed up', hits: 3, suggested: 'Signed Up' },
      { name: 'bought', hits: 2 },
      { name: 'visited', hits: 1 },
    ];
    expect(withChosen(found, { bought: 'Purchased', visited: ' ' })).toEqual({
      'signed up': 'Signed Up',
      bought: 'Purchased',
    });
    expect(withChosen(found, { 'signed up': 'signed up' })).toEqual({});
  });
});
