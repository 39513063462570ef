import { PeopleRequest } from '../../reports/people/schema.js';
import { REPORT_NAMES, REPORTS, type ReportName } from '../../reports/registry.js';
import { PickedPage } from './people.js';
import { AS_FILE, type Described, exact, FORMAT } from './shapes.js';

const FormatQuery = exact(FORMAT);

const toDescribed = (name: ReportName): [string, Described] => {
  const { summary, request, answer } = REPORTS[name];
  return [
    `POST /api/sites/:key/reports/${name}`,
    {
      id: `run${name.replace(/^./, (letter) => letter.toUpperCase())}`,
      summary,
      description: AS_FILE,
      query: FormatQuery,
      body: request,
      answer,
    },
  ];
};

/** Reports, and the people behind their numbers. */
export const REPORT_PATHS: Record<string, Described> = {
  ...Object.fromEntries(REPORT_NAMES.map(toDescribed)),
  'POST /api/sites/:key/reports/people': {
    id: 'listPeopleBehind',
    summary: 'List the people behind a number; with a format, all of them',
    description: AS_FILE,
    query: FormatQuery,
    body: PeopleRequest,
    answer: PickedPage,
  },
};
