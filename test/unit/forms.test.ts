import { describe, expect, it, vi } from 'vitest';
import { isCardNumber } from '../../src/features/forms.js';
import { ADA, ANON, BOB } from './support/ids.js';
import { openPage, type Page, type PageOptions } from './support/page.js';

const submit = (page: Page, selector = 'form'): void => {
  const event = new page.window.Event('submit', { bubbles: true, cancelable: true });
  page.document.querySelector(selector)!.dispatchEvent(event);
};

const openForm = async (options: PageOptions = {}): Promise<Page> => {
  const page = await openPage({
    cookies: { km_ni: ADA },
    html: '<form id="form"></form>',
    ...options,
  });
  page.push(['trackSubmit', 'form', 'Submitted']);
  return page;
};

/** What is captured of forms with these fields, by fields. */
const capture = async (all: string[], options?: PageOptions): Promise<Record<string, unknown>> => {
  const page = await openForm(options);
  for (const fields of all) {
    page.document.getElementById('form')!.innerHTML = fields;
    submit(page);
  }
  const calls = await page.sent();
  expect(calls.map(([name]) => name)).toEqual(all.map(() => 'Submitted'));
  return Object.fromEntries(all.map((fields, n) => [fields, calls[n]![1]]));
};

const CAPTURED: [fields: string, properties: object][] = [
  ['<input name="a" value="1">', { a: '1' }],
  ['<input type="text" name="a" value="">', { a: '' }],
  ['<input type="text" value="x">', {}],
  ['<input type="TEXT" name="A b" value=" x ">', { 'A b': ' x ' }],
  [
    '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked>',
    { a: '2' },
  ],
  ['<input type="radio" name="a" value="1">', {}],
  ['<input type="checkbox" name="a" value="1" checked>', { a: '1' }],
  ['<input type="checkbox" name="a" checked>', { a: 'on' }],
  ['<input type="checkbox" name="a" value="1">', {}],
  ['<input type="email" name="email" value="x@y.z">', { email: 'x@y.z' }],
  ['<input type="email" name="user[email]" value="x@y.z">', { user_email: 'x@y.z' }],
  ['<input type="email" name="contact" value="x@y.z">', {}],
  ['<select name="a"><option value="1">one<option value="2" selected>two</select>', { a: '2' }],
  ['<select name="a"><option value="" selected>Choose</select>', { a: 'Choose' }],
  // Every other kind of field, only on request.
  ['<textarea name="a">x</textarea>', {}],
  ['<textarea name="a" class="km_include">x</textarea>', { a: 'x' }],
  ['<input type="tel" name="a" value="1">', {}],
  ['<input type="tel" name="a" value="1" class="x km_include">', { a: '1' }],
  ['<input type="number" name="a" value="1">', {}],
  ['<input type="hidden" name="a" value="1">', {}],
  ['<input type="hidden" name="a" value="1" class="km_include">', { a: '1' }],
  ['<input type="search" name="a" value="1">', {}],
  ['<input type="url" name="a" value="1">', {}],
  ['<input type="submit" name="a" value="1"><button name="b" value="2">x</button>', {}],
  ['<input type="email" name="contact" value="x@y.z" class="km_include">', { contact: 'x@y.z' }],
  ['<input type="checkbox" name="a" value="1" class="km_include">', {}],
  // Left out on request.
  ['<input name="a" value="1" class="km_ignore">', {}],
  ['<input name="a" value="1" class="km_ignore km_include">', {}],
  ['<select name="a" class="km_ignore"><option value="1" selected>one</select>', {}],
  // Names.
  ['<input name="a[b]" value="1">', { a_b: '1' }],
  ['<input name="a[b][c]" value="1">', { a_b_c: '1' }],
  [
    '<input name="a[]" value="y"><input name="a[]" value="x"><input name="b" value="1">',
    { a: 'x,y', b: '1' },
  ],
  ['<input name="a[]" value="x, y"><input name="a[]" value="b">', { a: 'b,x  y' }],
  [
    '<input type="checkbox" name="a[]" value="2" checked><input type="checkbox" name="a[]" value="1" checked><input type="checkbox" name="a[]" value="0">',
    { a: '1,2' },
  ],
  [
    '<input name="toString" value="1"><input name="constructor" value="2">',
    { toString: '1', constructor: '2' },
  ],
  [
    '<input name="name" value="1"><input name="elements" value="2"><input name="id" value="3">',
    { name: '1', elements: '2', id: '3' },
  ],
  [
    '<input name="_p" value="evil"><input name="_k" value="evil"><input name="a" value="1">',
    { a: '1' },
  ],
];

describe('hostile forms (C27)', () => {
  it.each([
    'elements matches nodeType id name action method length classList getAttribute submit parentNode ownerDocument',
    'localName tagName addEventListener dispatchEvent children childNodes reset target',
  ])('have fields named like members of a form: %s', async (names) => {
    const fields = names.split(' ').map((name) => `<input name="${name}" value="x">`);
    const all = await capture([fields.join('')]);
    expect(Object.keys(Object.values(all)[0] as object).sort()).toEqual(names.split(' ').sort());
  });

  it('have all choices of a list', async () => {
    const list = (more: string) =>
      `<select name="${more}" multiple><option selected>b, c<option>x<option value="1" selected>a</select>`;
    expect(Object.values(await capture([list('a'), list('a[]'), list('b')]))).toEqual([
      { a: 'b  c,1' },
      { a: '1,b  c' },
      { b: 'b  c,1' },
    ]);
    const none = '<select name="a" multiple><option>x</select>';
    expect(await capture([none])).toEqual({ [none]: { a: '' } });
  });

  it('have elements of the page that take part without the members of a field', async () => {
    const page = await openForm();
    const form = page.document.getElementById('form') as HTMLFormElement;
    form.innerHTML =
      '<input name="a" value="1"><input name="b" value="2"><input name="c" value="3">';
    const [a, b] = form.elements as unknown as object[];
    Object.defineProperties(a, { name: { value: undefined }, type: { value: 7 } });
    for (const member of ['value', 'checked'])
      Object.defineProperty(b, member, {
        get: () => {
          throw new Error('Not here');
        },
      });
    submit(page);
    expect(await page.sent()).toEqual([['Submitted', { c: '3' }]]);
    expect(page.errors).toEqual([]);
  });
});

describe('an impatient press (C26)', () => {
  it('is one event where nothing changed between', async () => {
    const page = await openForm({ html: '<form id="form"><input name="a" value="1"></form>' });
    for (let n = 0; n < 3; n++) {
      submit(page);
      await page.tick(300);
    }
    expect(await page.sent()).toHaveLength(1);
  });

  it.each<[what: string, act: (page: Page) => unknown]>([
    ['another text', ({ document }) => document.querySelector('input')!.setAttribute('value', '2')],
    [
      'another box',
      ({ document }) => document.querySelector<HTMLElement>('[type=checkbox]')!.click(),
    ],
    [
      'fields of the same names',
      ({ document }) => {
        const form = document.getElementById('form')!;
        form.innerHTML = `${form.innerHTML}`;
      },
    ],
    ['a second later', (page) => page.tick(1_000)],
  ])('is two with %s', async (_, act) => {
    const page = await openForm({
      html: '<form id="form"><input name="a" value="1"><input type="checkbox" name="b"></form>',
    });
    submit(page);
    await act(page);
    submit(page);
    expect(await page.sent()).toHaveLength(2);
  });

  it('is two with another form that says the same', async () => {
    const form = '<form><input name="a" value="1"></form>';
    const page = await openPage({
      cookies: { km_ni: ADA },
      html: `<div>${form}</div><p></p><ul>${form}</ul>`,
    });
    page.push(['trackSubmit', 'div form, ul form', 'Submitted']);
    submit(page, 'div form');
    submit(page, 'ul form');
    expect(await page.sent()).toHaveLength(2);
  });
});

describe('captured fields (C27)', () => {
  it('are those of the table', async () => {
    expect(await capture(CAPTURED.map(([fields]) => fields))).toEqual(Object.fromEntries(CAPTURED));
  });

  it('include those outside the form that belong to it', async () => {
    const page = await openPage({
      cookies: { km_ni: ADA },
      html: '<form id="form"></form><input name="a" value="1" form="form"><input name="b" value="2">',
    });
    page.push(['trackSubmit', 'form', 'Submitted']);
    submit(page);
    expect(await page.sent()).toEqual([['Submitted', { a: '1' }]]);
  });

  it.each<[what: string, options: PageOptions]>([
    ['KM_SKIP_FORM_FIELDS', { globals: { KM_SKIP_FORM_FIELDS: true } }],
    ['formFields: false', { early: [['configure', { formFields: false }]] }],
  ])('are none with %s', async (_, options) => {
    const fields = '<input name="a" value="1">';
    expect(await capture([fields], options)).toEqual({ [fields]: {} });
  });
});

const NEVER = [
  '<input type="password" name="a" value="x">',
  '<input type="file" name="a">',
  '<input name="a" value="x" autocomplete="cc-number">',
  '<input name="a" value="x" autocomplete="section-x billing cc-exp">',
  '<input name="a" value="x" autocomplete="CC-CSC">',
  '<input name="a" value="x" autocomplete="new-password">',
  '<input name="a" value="x" autocomplete="current-password">',
  '<input name="a" value="x" autocomplete="one-time-code">',
  '<input name="a" value="4111111111111111">',
  '<input name="a" value="4111 1111 1111 1111">',
  '<input name="a" value="4111-1111-1111-1111">',
  '<input name="a" value="378282246310005">',
  '<select name="a"><option value="4111111111111111" selected>x</select>',
];

const PROTECTED = [
  ...[
    'password',
    'PassPhrase',
    'pass',
    'billing_zip',
    'billing[city]',
    'credit_card',
    'creditCard',
  ],
  ...[
    'card_num',
    'card-num',
    'cc_num',
    'ccnumber',
    'x_cc_num',
    'exp_month',
    'expiry',
    'x_exp',
    'sec_code',
    'seccode',
  ],
  ...[
    'security_code',
    'security-num',
    'cvc',
    'x_cvv2',
    'csc',
    'ssn',
    'social_sec',
    'social-security',
  ],
  ...['soc_sec', 'cc', 'cc_type', 'CCName', 'c_c', 'user[pass_word]'],
];

describe('fields that are not captured (C27)', () => {
  it.each([
    ['without a class', ''],
    ['with km_include', ' class="km_include"'],
  ])('are never those of the table, %s', async (_, added) => {
    const fields = NEVER.map((field) => field.replace(/^<\w+/, `$&${added}`));
    expect(await capture(fields)).toEqual(Object.fromEntries(fields.map((field) => [field, {}])));
  });

  it('are protected by their name unless they are included', async () => {
    const fields = PROTECTED.map((name) => `<input name="${name}" value="x">`).join('');
    const included = fields.replaceAll('<input', '<input class="km_include"');
    const captured = await capture([fields, included]);
    expect(captured[fields]).toEqual({});
    expect(Object.keys(captured[included] as object)).toHaveLength(PROTECTED.length);
  });

  it('are not those whose names only look alike', async () => {
    const names = ['company', 'city', 'accent', 'subject', 'message', 'occupation', 'soccer'];
    const fields = names.map((name) => `<input name="${name}" value="x">`).join('');
    expect(Object.keys((await capture([fields]))[fields] as object)).toEqual(names);
  });

  it.each([
    ['4111111111111111', true],
    ['4111 1111 1111 1111', true],
    ['5500-0000-0000-0004', true],
    ['378282246310005', true],
    ['4222222222222', true],
    ['6304000000000000000', true],
    ['4111111111111112', false],
    ['411111111111', false],
    ['41111111111111111111', false],
    ['+49 30 901820', false],
    ['order 4111111111111111x', false],
    ['', false],
  ])('%s is a card number: %s', (text, is) => {
    expect(isCardNumber(text)).toBe(is);
  });
});

/** What a field says about who fills the form in, for a visitor without a name. */
const IDENTITIES: [field: string, identity: string][] = [
  ['<input name="email" value="ada@example.com">', ADA],
  ['<input type="email" name="user[email]" value=" ada@example.com ">', ADA],
  ['<input name="user_id" value="42">', '42'],
  ['<input name="login" value="ada">', 'ada'],
  ['<input name="User-Name" value="ada">', 'ada'],
  ['<input name="email" value="ada">', ''],
  ['<input name="username" value="  ">', ''],
  ['<input name="name" value="ada">', ''],
  ['<input type="checkbox" name="login" value="yes" checked>', ''],
  ['<input type="radio" name="email" value="ada@example.com" checked>', ''],
  ['<select name="username"><option value="ada" selected>Ada</select>', ''],
  ['<input type="password" name="login" value="secret">', ''],
  ['<input name="email" value="ada@example.com" class="km_ignore">', ''],
  ['<input name="email" value="x"><input name="login" value="ada">', 'ada'],
  ['<input name="email" value="ada@example.com"><input name="login" value="other">', ADA],
];

describe('who fills the form in (C27)', () => {
  it.each(IDENTITIES)('%s → %j', async (fields, identity) => {
    const page = await openPage({
      cookies: { km_ai: ANON },
      html: `<form id="form">${fields}</form>`,
    });
    page.push(['trackSubmit', 'form', 'Submitted']);
    submit(page);
    const calls = await page.sent();
    const hit = page.hits().at(-1)!;
    expect(hit).toMatchObject({ name: 'Submitted', person: identity || ANON });
    expect(calls.slice(0, -1)).toEqual(identity ? [['alias', identity, ANON, 'f']] : []);
    expect(page.cookies()).toMatchObject(identity ? { km_ni: identity, km_nw: '1' } : {});
    if (!identity) expect(page.cookies()).not.toHaveProperty('km_ni');
  });

  it.each<[what: string, cookies: Record<string, string>]>([
    ['a name', { km_ai: ANON, km_ni: BOB }],
    ['a weak name', { km_ai: ANON, km_ni: BOB, km_nw: '1' }],
  ])('changes nothing for who has %s', async (_, cookies) => {
    const page = await openPage({
      cookies,
      html: '<form id="form"><input name="email" value="ada@example.com"></form>',
    });
    page.push(['trackSubmit', 'form', 'Submitted']);
    submit(page);
    expect(await page.sent()).toEqual([['Submitted', { email: ADA }]]);
    expect(page.cookies()).toMatchObject(cookies);
  });

  it('is nobody with KM_SKIP_FORM_FIELDS', async () => {
    const page = await openPage({
      globals: { KM_SKIP_FORM_FIELDS: true },
      html: '<form id="form"><input name="email" value="ada@example.com"></form>',
    });
    page.push(['trackSubmit', 'form', 'Submitted']);
    submit(page);
    expect(await page.sent()).toEqual([['Submitted', {}]]);
    expect(page.cookies()).not.toHaveProperty('km_ni');
  });

  it('lets a later identify win over a mistyped e-mail', async () => {
    const page = await openPage({
      cookies: { km_ai: ANON },
      html: '<form id="form"><input name="email" value="mistyped@example.com"></form>',
    });
    page.push(['trackSubmit', 'form', 'Submitted']);
    submit(page);
    page.push(['identify', ADA]);
    expect((await page.sent()).at(-1)).toEqual(['alias', ADA, ANON, 'i']);
    expect(page.cookies()).toMatchObject({ km_ai: ANON, km_ni: ADA });
    expect(page.cookies()).not.toHaveProperty('km_nw');
  });
});

describe.each(['trackSubmit', 'trackForm'])('%s (C26)', (command) => {
  const HTML =
    '<form id="form" class="signup"><input name="a" value="1"><button>Go</button></form>';

  it('records with the given properties, which win, and at once (D3)', async () => {
    const page = await openPage({ html: HTML });
    page.push([command, 'form', 'Submitted', { a: '2', b: '3' }]);
    submit(page);
    await page.tick(0);
    expect(page.calls()).toEqual([['Submitted', { a: '2', b: '3' }]]);
  });

  it.each(['#form', '.signup', 'form.signup', 'form[class]'])('takes %s', async (target) => {
    const page = await openPage({ html: HTML });
    page.push([command, target, 'Submitted']);
    submit(page);
    expect(await page.sent()).toEqual([['Submitted', { a: '1' }]]);
  });

  it('sees requestSubmit, and a form that is added later', async () => {
    const page = await openPage();
    page.push([command, 'form', 'Submitted']);
    page.document.body.innerHTML = HTML;
    (page.document.getElementById('form') as HTMLFormElement).requestSubmit();
    expect(await page.sent()).toEqual([['Submitted', { a: '1' }]]);
  });

  it('counts a submit that the page handles itself, and stops', async () => {
    const page = await openPage({ html: HTML });
    const handle = vi.fn((event: Event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    });
    page.document.addEventListener('submit', handle, true);
    page.push([command, 'form', 'Submitted']);
    submit(page);
    expect(await page.sent()).toHaveLength(1);
    expect(handle.mock.calls[0]![0].defaultPrevented).toBe(true);
  });

  it('never prevents a submit (C24)', async () => {
    const page = await openPage({ html: HTML });
    const seen = vi.fn((event: Event) => event.defaultPrevented);
    page.document.addEventListener('submit', seen);
    page.push([command, 'form', 'Submitted']);
    submit(page);
    expect(seen.mock.results).toEqual([{ type: 'return', value: false }]);
  });

  it('counts no other form', async () => {
    const page = await openPage({ html: `${HTML}<form id="other"></form>` });
    page.push([command, 'form', 'Submitted']);
    submit(page, '#other');
    expect(await page.sent()).toEqual([]);
  });
});
