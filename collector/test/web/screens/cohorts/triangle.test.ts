// @vitest-environment jsdom
import { h, render } from 'preact';
import { expect, it } from 'vitest';
import { Triangle } from '../../../../web/screens/cohorts/triangle.js';
import { HAND_COHORTS, HAND_PLAN } from '../../../support/handCount.js';

const show = (how: 'percent' | 'people' | 'revenue', cohorts: typeof HAND_COHORTS) => {
  const place = document.createElement('div');
  render(h(Triangle, { ...HAND_PLAN, cohorts, show: how }), place);
  const toText = (cell: Element) => {
    const copy = cell.cloneNode(true) as Element;
    for (const unseen of copy.querySelectorAll('.unseen')) unseen.remove();
    return copy.textContent;
  };
  const rows = [...place.querySelectorAll('tbody tr, tfoot tr')].map((row) =>
    [...row.children].map(toText),
  );
  return { place, rows };
};

it('shows the cohorts that were counted with a pencil', () => {
  const { rows, place } = show('percent', HAND_COHORTS);
  expect(rows).toEqual([
    ['Oct 2026', '3', '33.3%', '33.3%', '66.7%', '0.0%', '0.0%'],
    ['Nov 2026', '4', '0.0%', '100.0%', '', '', ''],
    ['Average', '7', '16.7%', '50.0%', '66.7%', '0.0%', '0.0%'],
  ]);
  expect(
    [...place.querySelectorAll('[title*=" had "]')].map((cell) => cell.getAttribute('title')),
  ).toEqual([
    '1 of 3 people who have had week 0',
    '1 of 3 people who have had week 1',
    '2 of 3 people who have had week 2',
    '0 of 2 people who have had week 3; 1 has not yet',
    '0 of 1 person who has had week 4; 2 have not yet',
    '0 of 3 people who have had week 0; 1 has not yet',
    '1 of 1 person who has had week 1; 3 have not yet',
    '1 of 6 people who have had week 0; 1 has not yet',
    '2 of 4 people who have had week 1; 3 have not yet',
    '2 of 3 people who have had week 2; 4 have not yet',
    '0 of 2 people who have had week 3; 5 have not yet',
    '0 of 1 person who has had week 4; 6 have not yet',
  ]);
});

it('marks the cells that some have not had, for the eye and for screen readers', () => {
  const { place } = show('percent', HAND_COHORTS);
  const marked = [...place.querySelectorAll('.heat-open')].map((cell) => cell.textContent);
  expect(marked).toEqual([
    '0.0% (0 of 2 people who have had week 3; 1 has not yet)',
    '0.0% (0 of 1 person who has had week 4; 2 have not yet)',
    '0.0% (0 of 3 people who have had week 0; 1 has not yet)',
    '100.0% (1 of 1 person who has had week 1; 3 have not yet)',
  ]);
});

it('shows revenue per person who could', () => {
  const [october] = HAND_COHORTS;
  const paid = { ...october!, returned: ['0.00', '0.00', '10.00', '0.00', '0.00'] };
  const { rows } = show('revenue', [paid as never]);
  expect(rows).toEqual([
    ['Oct 2026', '3', '0.00', '0.00', '3.33', '0.00', '0.00'],
    ['Per person', '3', '0.00', '0.00', '3.33', '0.00', '0.00'],
  ]);
});

it('says why there is nothing yet', () => {
  const fresh = {
    start: '2026-11-16',
    people: 4,
    returned: Array(5).fill(null),
    of: Array(5).fill(0),
  };
  expect(show('percent', [fresh as never]).place.textContent).toContain(
    'No one has completed a whole week since the first time yet.',
  );
});
