import { createChance } from './chance.js';
import {
  CHANNELS,
  chooseCampaign,
  createNames,
  DAYS,
  EXPERIMENT,
  FORGOTTEN,
  MISSPELLED_UNTIL,
  ONBOARDING_FROM,
  PEOPLE,
  PLANS,
  type Plan,
  SIZES,
} from './company.js';
import {
  chooseBrowser,
  chooseWorkingHour,
  type Deed,
  type Somebody,
  say,
  set,
  signIn,
} from './somebody.js';

const WEEK = 7;
const MONTH = 30;

const visit = (somebody: Somebody): void => {
  const { chance, day } = somebody;
  const channel = chance.weigh(CHANNELS.map((one) => [one, one.weight] as const));
  const { source, referrer } = channel;
  const campaign = chooseCampaign(channel, day, chance);
  somebody.interest = channel.interest;
  say(somebody, 'Visited Site', {
    URL: 'https://www.example.com/',
    Referrer: referrer,
    Source: source,
  });
  if (campaign) {
    const properties = {
      'Campaign Source': source.toLowerCase(),
      'Campaign Medium': campaign.medium,
      'Campaign Name': campaign.name,
    };
    // As the client tells it: of the event, and of the person.
    set(somebody, properties);
    say(somebody, 'Ad Campaign Hit', properties);
  }
  for (let pages = chance.below(3); pages > 0; pages--)
    say(somebody, 'Page View', {
      'Viewed URL': chance.pick(['/', '/features', '/customers', '/blog', '/about']),
    });
};

/** Looks at prices; answers how likely a trial is then. */
const lookAtPrices = (somebody: Somebody): number => {
  const { chance, day } = somebody;
  const [control] = EXPERIMENT.variants;
  say(somebody, 'Viewed Pricing', { 'Viewed URL': '/pricing' });
  if (day < EXPERIMENT.from) return control.trial;
  const variant = chance.pick(EXPERIMENT.variants);
  set(somebody, { [EXPERIMENT.property]: variant.name });
  return variant.trial;
};

const startTrial = (somebody: Somebody): void => {
  const { who, chance, browser, phone, day } = somebody;
  const { name, email } = createNames(who, chance);
  const isForgotten = day >= FORGOTTEN.from && day < FORGOTTEN.to && chance.of(0.3);
  if (isForgotten) {
    say(somebody, 'Signed Up', {}, 'undefined');
    return;
  }
  somebody.email = email;
  signIn(somebody, browser, email);
  const isOld = phone && day < MISSPELLED_UNTIL;
  say(somebody, isOld ? 'signed up' : 'Signed Up', { 'Plan Interest': chance.pick(PLANS).name });
  set(somebody, { Name: name, Email: email, 'Company Size': chance.weigh(SIZES) });
  say(somebody, 'Started Trial');
};

/** Comes back to work now and then, on the telephone, too. */
const logIn = (somebody: Somebody): void => {
  const { chance, phone, email } = somebody;
  if (phone && email && chance.of(0.25)) {
    say(somebody, 'Page View', { 'Viewed URL': '/sign-in' }, phone);
    signIn(somebody, phone, email);
  }
  say(somebody, 'Logged In');
  if (chance.of(0.3)) say(somebody, 'Created Report', { Kind: chance.pick(['Sales', 'Usage']) });
  if (chance.of(0.04)) say(somebody, 'Invited Colleague');
};

/** Weeks with visits, until one stays away: more loyal people come longer and more often. */
const work = (somebody: Somebody, until: number, loyalty: number): void => {
  const { chance } = somebody;
  for (let week = somebody.day; week < Math.min(until, DAYS); week += WEEK) {
    if (chance.of(0.22 / (1 + loyalty))) continue;
    for (let times = 1 + chance.below(2); times > 0; times--) {
      somebody.day = chooseWorkingHour(week + chance.below(WEEK), chance);
      if (somebody.day < until) logIn(somebody);
    }
    if (chance.of(0.12 / loyalty)) return;
  }
};

const createBilling = ({ chance }: Somebody, price: string): Record<string, string> => {
  // A form of old that nobody has touched: a currency sign, or a name in lower case.
  if (chance.of(0.004)) return { Revenue: `$${price}` };
  if (chance.of(0.004)) return { revenue: price };
  return { Revenue: price };
};

/** Pays month by month, and leaves one day. */
const pay = (somebody: Somebody, plan: Plan): void => {
  const { chance } = somebody;
  say(somebody, 'Converted to Paid', { Plan: plan.name, ...createBilling(somebody, plan.price) });
  set(somebody, { Plan: plan.name });
  const started = somebody.day;
  for (let months = 1; started + months * MONTH < DAYS; months++) {
    const due = started + months * MONTH;
    work(somebody, due, 3 * plan.loyalty);
    somebody.day = due;
    if (chance.of(0.07 / plan.loyalty)) {
      say(somebody, 'Canceled', { Reason: chance.pick(['Price', 'Missing feature', 'No time']) });
      // Who leaves in the middle of a month gets it back.
      if (chance.of(0.3)) say(somebody, 'Refunded', { Revenue: `-${plan.price}` });
      set(somebody, { Plan: 'Canceled' });
      return;
    }
    say(somebody, 'Subscription Renewed', {
      Plan: plan.name,
      ...createBilling(somebody, plan.price),
    });
  }
  work(somebody, DAYS, 3 * plan.loyalty);
};

const tryOut = (somebody: Somebody): void => {
  const { chance, interest } = somebody;
  const isLate = somebody.day >= ONBOARDING_FROM;
  const started = somebody.day;
  if (!chance.of(isLate ? 0.68 : 0.5)) {
    work(somebody, started + WEEK, 0.5);
    return;
  }
  somebody.day += chance.wait(0.4);
  say(somebody, 'Activated', { Step: chance.pick(['Import', 'Invite', 'Template']) });
  work(somebody, started + 2 * WEEK, 1.5);
  somebody.day = Math.max(somebody.day, chooseWorkingHour(started + 10 + chance.below(5), chance));
  if (chance.of(0.42 * Math.min(1.4, interest)))
    pay(somebody, chance.weigh(PLANS.map((plan) => [plan, plan.weight] as const)));
  else work(somebody, DAYS, 0.6);
};

/** All that a person did from the first visit on, in order of time as far as it lies in the year. */
export const liveLife = (who: number): Deed[] => {
  const chance = createChance(who + 1);
  // The company grows: twice as many come at the end as at the beginning.
  const grown = (Math.sqrt(1 + 3 * ((who + chance.next()) / PEOPLE)) - 1) * DAYS;
  const somebody: Somebody = {
    ...{ who, chance, deeds: [], interest: 1 },
    day: chooseWorkingHour(grown, chance),
    browser: chooseBrowser(who, 'laptop'),
    phone: chance.of(0.2) ? chooseBrowser(who, 'phone') : undefined,
  };
  visit(somebody);
  // Some come again before they look at prices.
  while (chance.of(0.25)) {
    somebody.day = chooseWorkingHour(somebody.day + 1 + chance.wait(6), chance);
    say(somebody, 'Page View', { 'Viewed URL': chance.pick(['/', '/features', '/docs']) });
  }
  if (chance.of(0.42 * Math.min(1.5, somebody.interest))) {
    const trial = lookAtPrices(somebody);
    if (chance.of(0.3)) somebody.day = chooseWorkingHour(somebody.day + 1 + chance.wait(8), chance);
    if (chance.of(trial)) {
      startTrial(somebody);
      if (somebody.email) tryOut(somebody);
    }
  }
  return somebody.deeds.filter(({ day }) => day < DAYS).sort((a, b) => a.day - b.day);
};
