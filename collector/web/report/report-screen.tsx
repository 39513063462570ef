import type { ComponentChildren } from 'preact';
import { formatSitePath } from '../api/request.js';
import { Screen } from '../parts/screen.js';
import { useSite } from '../site-context.js';
import { ExportCsv } from './figures/export-csv.js';
import { NoEvents } from './no-events.js';
import type { Plan } from './query/use-report.js';
import { SavedLinks, SavedReports } from './saved-reports.js';
import './report.css';

/** The view of a report, or what to do where the site has sent nothing that it could count. */
export const ReportScreen = ({
  title,
  plan,
  empty,
  children,
}: {
  title: string;
  plan: Plan;
  /** A call to make first, where there is nothing yet. */
  empty?: { code: string; label: string } | false;
  children: ComponentChildren;
}) => {
  const site = useSite();
  return (
    <Screen title={title} site={site.name} aside={!empty && <Aside plan={plan} />}>
      {empty ? <NoEvents {...empty} /> : children}
      {!empty && plan.question === null && <SavedLinks kind={plan.kind} />}
    </Screen>
  );
};

const Aside = ({ plan }: { plan: Plan }) => {
  const { key } = useSite();
  const { kind, question } = plan;
  return (
    <div class="screen-aside">
      {question && (
        <ExportCsv title={kind} path={formatSitePath(key, `reports/${kind}`)} question={question} />
      )}
      <SavedReports plan={plan} />
    </div>
  );
};
