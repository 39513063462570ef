/** Monthly or yearly price of each plan, US dollars. */
const PRICES = { Starter: 9.99, Pro: 49.99, Annual: 499.9 };

const CROPS = ['Broad beans', 'Carrots', 'Garlic', 'Lettuce', 'Peas', 'Tomatoes'];

const SOWING = [
  ['Late February', 'Broad beans, under fleece'],
  ['March', 'Peas and the first lettuce'],
  ['April', 'Carrots, thinly'],
  ['Mid May', 'Tomatoes go outside'],
  ['October', 'Garlic for next year'],
];

const view = document.getElementById('view');

/** Builds an element; text goes in as text, never as markup. */
const build = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const button = (text, attributes, act) => {
  const element = build('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', act);
  return element;
};

const plant = (crop) => {
  const beds = account.read().beds || [];
  if (beds.length === 0) {
    _kmq.push(['record', 'Activated', { 'First Feature Used': 'Bed Planner' }]);
  }
  _kmq.push(['record', 'Planted', { Crop: crop }]);
  account.change({ beds: [...beds, crop] });
  show();
};

const buy = (plan) => {
  _kmq.push([
    'record',
    'Purchased',
    {
      Revenue: PRICES[plan],
      Plan: plan,
      'Billing Cycle': plan === 'Annual' ? 'Annual' : 'Monthly',
    },
  ]);
  _kmq.push(['set', { Plan: plan }]);
  account.change({ plan, paid: PRICES[plan] });
  show();
};

/** A refund and a cancellation both give the money back: negative revenue. */
const giveBack = (event, reason) => {
  _kmq.push(['record', event, { Revenue: -account.read().paid, Reason: reason }]);
  _kmq.push(['set', { Plan: 'Free Trial' }]);
  account.change({ plan: 'Free Trial', paid: 0 });
  show();
};

const bedsView = () => {
  const { beds = [] } = account.read();
  return [
    build('h1', {}, 'Beds'),
    beds.length === 0
      ? build('p', { class: 'lead' }, 'Nothing planted yet. What would you like to eat?')
      : build('ul', { class: 'beds' }, ...beds.map((crop) => build('li', {}, crop))),
    build('h2', {}, 'Plant'),
    build(
      'p',
      { class: 'buttons' },
      ...CROPS.map((crop) => button(crop, { class: 'chip' }, () => plant(crop))),
    ),
  ];
};

const sowingView = () => [
  build('h1', {}, 'Sowing'),
  build(
    'dl',
    { class: 'calendar' },
    ...SOWING.flatMap(([when, what]) => [build('dt', {}, when), build('dd', {}, what)]),
  ),
];

const planView = () => {
  const { plan = 'Free Trial', paid = 0 } = account.read();
  const status = build('p', { class: 'lead', id: 'plan' }, 'Your plan: ', build('b', {}, plan));
  if (paid > 0) {
    return [
      build('h1', {}, 'Plan'),
      status,
      build(
        'p',
        { class: 'buttons' },
        button('Ask for a refund', { id: 'refund', class: 'button quiet' }, () =>
          giveBack('Refunded', 'Slugs'),
        ),
        button('Cancel', { id: 'cancel', class: 'button quiet' }, () =>
          giveBack('Canceled', 'Too expensive'),
        ),
      ),
    ];
  }
  return [
    build('h1', {}, 'Plan'),
    status,
    build(
      'p',
      { class: 'buttons' },
      ...Object.entries(PRICES).map(([name, price]) =>
        button(`${name}, $${price.toFixed(2)}`, { 'data-buy': name, class: 'button' }, () =>
          buy(name),
        ),
      ),
    ),
  ];
};

const ROUTES = {
  '/garden': ['Beds', bedsView],
  '/garden/sowing': ['Sowing', sowingView],
  '/garden/plan': ['Plan', planView],
};

const show = () => {
  const [title, render] = ROUTES[location.pathname] || ROUTES['/garden'];
  document.title = `${title} · Sprig`;
  view.replaceChildren(...render());
  for (const link of document.querySelectorAll('[data-route]')) {
    if (link.pathname === location.pathname) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const { email } = account.read();
  document.getElementById('who').textContent = email
    ? `Signed in as ${email}.`
    : 'Not signed in: you are an anonymous visitor so far.';
};

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-route]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.pathname !== location.pathname) history.pushState(null, '', link.href);
  show();
  view.focus();
});

window.addEventListener('popstate', show);

document.getElementById('sign-out').addEventListener('click', () => {
  _kmq.push(['record', 'Logged Out']);
  _kmq.push(['clearIdentity']);
  account.remove();
  location.href = '/';
});

// A signed-in person is named on every page load; saying it again is free.
const { email } = account.read();
if (email) _kmq.push(['identify', email]);
show();
