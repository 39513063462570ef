import type { Chance } from './chance.js';

/** Days of the story; its end is today. */
export const DAYS = 365;
export const PEOPLE = 20_000;

/** Where visitors come from: how many, how likely they are to try, and what their first page says of it. */
export interface Channel {
  source: string;
  referrer: string;
  weight: number;
  /** How much more likely than others to go on. */
  interest: number;
  campaigns?: readonly Campaign[];
}

interface Campaign {
  name: string;
  medium: string;
  /** Days of the story. */
  from: number;
  to: number;
}

export const CHANNELS: readonly Channel[] = [
  { source: 'Search', referrer: 'https://www.google.com/', weight: 30, interest: 1.1 },
  {
    source: 'Ads',
    referrer: 'https://www.google.com/',
    weight: 24,
    interest: 0.7,
    campaigns: [
      { name: 'Black Friday', medium: 'cpc', from: 0, to: 14 },
      { name: 'New Year', medium: 'cpc', from: 35, to: 70 },
      { name: 'Spring launch', medium: 'cpc', from: 110, to: 160 },
      { name: 'Always on', medium: 'cpc', from: 0, to: DAYS },
    ],
  },
  { source: 'Blog', referrer: 'https://blog.example.com/', weight: 16, interest: 1 },
  {
    source: 'Newsletter',
    referrer: 'Direct',
    weight: 8,
    interest: 1.6,
    campaigns: [{ name: 'Monthly letter', medium: 'email', from: 0, to: DAYS }],
  },
  { source: 'Partner', referrer: 'https://partner.example.net/', weight: 6, interest: 1.8 },
  { source: 'Direct', referrer: 'Direct', weight: 16, interest: 1 },
];

/** The campaign that runs on a day, where the channel has one. */
export const chooseCampaign = ({ campaigns = [] }: Channel, day: number, chance: Chance) => {
  const running = campaigns.filter(({ from, to }) => day >= from && day < to);
  return running.length ? chance.pick(running) : undefined;
};

/** What is sold: price of a month, and how much more loyal its customers are. */
export const PLANS = [
  { name: 'Basic', price: '19.99', weight: 50, loyalty: 0.9 },
  { name: 'Pro', price: '49.99', weight: 38, loyalty: 1 },
  { name: 'Team', price: '99.99', weight: 12, loyalty: 1.3 },
] as const;
export type Plan = (typeof PLANS)[number];

/** Since then visitors of the pricing page see one of two. */
export const EXPERIMENT = {
  property: 'Pricing Page Experiment',
  from: DAYS - 120,
  /** How likely a trial is after the pricing page: a true difference. */
  variants: [
    { name: 'control', trial: 0.3 },
    { name: 'new-layout', trial: 0.38 },
  ],
} as const;

/** The app greets new people better since then: more of them get something out of it. */
export const ONBOARDING_FROM = 200;

/** Until then the telephone's app spelled an event its own way. */
export const MISSPELLED_UNTIL = 120;
/** One week long a release forgot to ask who somebody is. */
export const FORGOTTEN = { from: 262, to: 269 } as const;

const FIRST = ['Ada', 'Ben', 'Chloe', 'Dario', 'Elif', 'Finn', 'Grace', 'Hugo', 'Ines', 'Jonas'];
const MIDDLE = ['Karim', 'Lena', 'Marta', 'Nils', 'Olga', 'Pablo', 'Quinn', 'Rosa', 'Sven', 'Tara'];
const LAST = [
  ...['Abbott', 'Berger', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ito'],
  ...['Jansen', 'Kowalski', 'Lindgren', 'Moreau', 'Novak', 'Okafor', 'Peters', 'Rossi', 'Silva'],
];

/** A name, and the address that goes with it. */
export const createNames = (who: number, chance: Chance): { name: string; email: string } => {
  const [first, last] = [chance.pick([...FIRST, ...MIDDLE]), chance.pick(LAST)];
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}.${who}@example.com`.toLowerCase(),
  };
};

/** How large companies are. */
export const SIZES = [
  ['1-10', 50],
  ['11-50', 30],
  ['51-200', 14],
  ['201-1000', 6],
] as const;
