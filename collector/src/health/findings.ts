import { checkLeftOut, checkRejected, checkSetAside } from './checks/hits.js';
import {
  checkCardinality,
  checkNameCaps,
  checkSimilarNames,
  checkSimilarProperties,
} from './checks/names.js';
import {
  checkIdentityStyles,
  checkLinks,
  checkPlaceholders,
  checkUnidentified,
  checkUnproven,
} from './checks/people.js';
import { checkRevenueName, checkRevenueValue } from './checks/revenue.js';
import { checkClocks, checkLate, checkReplaced } from './checks/times.js';
import type { Check, Finding, Symptoms } from './finding.js';

const CHECKS: readonly Check[] = [
  checkRevenueName,
  checkRevenueValue,
  checkPlaceholders,
  checkRejected,
  checkSetAside,
  checkNameCaps,
  checkSimilarNames,
  checkSimilarProperties,
  checkUnidentified,
  checkIdentityStyles,
  checkCardinality,
  checkLinks,
  checkUnproven,
  checkLeftOut,
  checkReplaced,
  checkClocks,
  checkLate,
];

const SEVERITIES: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/** Everything that is wrong with a site's hits, the worst first. */
export const findAll = (symptoms: Symptoms): Finding[] =>
  CHECKS.flatMap((check) => check(symptoms) ?? []).sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
