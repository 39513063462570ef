import type { ComponentChildren } from 'preact';
import { Screen } from '../parts/screen.js';
import { useSite } from '../site-context.js';
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
    <Screen title={title} site={site.name} aside={!empty && <SavedReports plan={plan} />}>
      {empty ? <NoEvents {...empty} /> : children}
      {!empty && plan.question === null && <SavedLinks kind={plan.kind} />}
    </Screen>
  );
};
