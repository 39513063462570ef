import type { ComponentType } from 'preact';
import type { ReportName } from '../src/reports/registry.js';
import { REPORT_PAGES } from './report/report-pages.js';
import { Activity } from './screens/activity/activity.js';
import { Cohorts } from './screens/cohorts/cohorts.js';
import { Experiments } from './screens/experiments/experiments.js';
import { Funnels } from './screens/funnels/funnels.js';
import { Health } from './screens/health/health.js';
import { Install } from './screens/install/install.js';
import { Live } from './screens/live/live.js';
import { People } from './screens/people/people.js';
import { PersonScreen } from './screens/person/person.js';
import { PopulationScreen } from './screens/populations/population.js';
import { Populations } from './screens/populations/populations.js';
import { Revenue } from './screens/revenue/revenue.js';
import { Settings } from './screens/settings/settings.js';

/** A page of the navigation rail. */
export interface Page {
  name: string;
  title: string;
  /** Path of a 16 × 16 icon, drawn as a line. */
  icon: string;
  /** A report: it has dates and a zone in the top bar. */
  report?: ReportName;
  /** For admins of the site alone. */
  admins?: true;
  /** Shows the page, and what is open in it unless `detail` does. */
  screen: ComponentType<{ rest: string[]; query: URLSearchParams }>;
  /** Shows one thing of the page, such as one person. */
  detail?: ComponentType<{ rest: string[]; query: URLSearchParams }>;
}

/** In the order of the rail: every report of the collector has a screen. */
const REPORTS: Record<ReportName, Pick<Page, 'title' | 'icon' | 'screen'>> = {
  activity: {
    title: 'Activity',
    icon: 'M1 14.5h14M3 12V8M7 12V3M11 12V6M14 12V9.5',
    screen: Activity,
  },
  funnel: {
    title: 'Funnels',
    icon: 'M1.5 2h13M3.5 6.5h9M5.5 11h5M7 15h2',
    screen: Funnels,
  },
  cohort: {
    title: 'Cohorts',
    icon: 'M1.5 1.5h4v4h-4zM5.5 1.5h4v4h-4zM9.5 1.5h4v4h-4zM1.5 5.5h4v4h-4zM5.5 5.5h4v4h-4zM1.5 9.5h4v4h-4z',
    screen: Cohorts,
  },
  revenue: {
    title: 'Revenue',
    icon: 'M8 1v14M11.5 4.5C11 3 9.5 2.7 8 2.7c-2 0-3.5 1-3.5 2.6 0 3.6 7.2 1.8 7.2 5.4 0 1.700-1.600 2.600-3.700 2.600-1.900 0-3.500-.6-4-2.300',
    screen: Revenue,
  },
  experiment: {
    title: 'Experiments',
    icon: 'M6 1.500h4M6.500 1.500v5L2 14.500h12L9.500 6.500v-5M4 11h8',
    screen: Experiments,
  },
};

const REPORT_LIST = (Object.keys(REPORTS) as ReportName[]).map(
  (report): Page => ({ name: REPORT_PAGES[report], report, ...REPORTS[report] }),
);

/** In the order of the rail. */
export const PAGES: Page[] = [
  { name: 'live', title: 'Live', icon: 'M1 8h3l2-5 4 10 2-5h3', screen: Live },
  {
    name: 'people',
    title: 'People',
    icon: 'M8 7.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 14.5c.5-3 3-4.5 6-4.5s5.5 1.5 6 4.5',
    screen: People,
    detail: PersonScreen,
  },
  ...REPORT_LIST,
  {
    name: 'populations',
    title: 'Populations',
    icon: 'M6 9.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM10 14.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
    screen: Populations,
    detail: PopulationScreen,
  },
  {
    name: 'health',
    title: 'Health',
    icon: 'M8 14 2.300 8.300a3.500 3.500 0 0 1 5-5L8 4l.700-.700a3.500 3.500 0 0 1 5 5z',
    screen: Health,
  },
  { name: 'install', title: 'Install', icon: 'M5 4 1 8l4 4M11 4l4 4-4 4', screen: Install },
  {
    name: 'settings',
    admins: true,
    title: 'Settings',
    icon: 'M1 4h6M11 4h4M9 2v4M1 12h4M9 12h6M7 10v4',
    screen: Settings,
  },
];
