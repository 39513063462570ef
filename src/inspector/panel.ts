import { make } from './elements.js';
import { type Line, makeLine } from './line.js';
import { KINDS, type Row, type RowKind } from './row.js';
import { STYLE } from './style.js';

export interface Panel {
  add(row: Row, at: Date): Line;
  /** Who the visitor is, and how much has been recorded and delivered. */
  describe(text: string): void;
}

export interface PanelMemory {
  /** The panel was folded on the page before. */
  isFolded(): boolean;
  fold(isFolded: boolean): void;
}

/** So many lines are kept; older ones go. */
const LINES_MOST = 500;
/** A list this near to its end follows what is added. */
const AT_END_PX = 30;

const CHOICES: Record<RowKind, string> = {
  mistake: 'Mistakes',
  call: 'Calls',
  hit: 'Hits',
  identity: 'Identity',
  delivery: 'Delivery',
  warning: 'Warnings',
};

const makeParts = () => ({
  all: make('div', { id: 'all', class: 'all' }),
  toggle: make('button', { type: 'button', 'aria-controls': 'all' }),
  clear: make('button', { type: 'button' }, 'Clear'),
  count: make('span', { class: 'count' }, '0 mistakes'),
  person: make('p', {}, ''),
  choice: make(
    'select',
    {},
    make('option', { value: '' }, 'Everything'),
    ...KINDS.map((kind) => make('option', { value: kind }, CHOICES[kind])),
  ),
  // A list that scrolls has to be reachable with the keyboard.
  list: make('ol', { tabindex: '0', 'aria-label': 'What happened' }),
  announced: make('p', { class: 'announced', role: 'status' }),
});

type Parts = ReturnType<typeof makeParts>;

/** Puts the panel behind the page, in a shadow of its own that neither side's styles or clicks cross. */
const show = ({
  toggle,
  clear,
  count,
  person,
  choice,
  list,
  announced,
  all,
}: Parts): HTMLElement => {
  all.append(
    make('div', { class: 'bar' }, person, make('label', {}, 'Show ', choice), clear),
    list,
  );
  const section = make(
    'section',
    { 'aria-label': 'kmq inspector' },
    make('header', {}, make('h2', {}, 'kmq inspector'), count, toggle),
    all,
    announced,
  );
  const host = make('div', { 'data-kmq-inspector': true });
  // Closed: what the page tracks with selectors finds nothing of ours, not even through composedPath.
  const shadow = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(section);
  // Not in the body, which some routers replace.
  document.documentElement.append(host);
  return section;
};

/** Shows the panel. */
export const createPanel = (memory: PanelMemory): Panel => {
  const parts = makeParts();
  const { toggle, clear, count, person, choice, list, announced, all } = parts;
  const section = show(parts);
  let mistakes = 0;

  const fold = (isFolded: boolean): void => {
    all.hidden = isFolded;
    toggle.textContent = isFolded ? 'Open' : 'Fold';
    toggle.setAttribute('aria-expanded', String(!isFolded));
    memory.fold(isFolded);
  };
  const filter = (item: HTMLElement): void => {
    item.hidden = !!choice.value && item.dataset.kind !== choice.value;
  };
  const tell = (): void => {
    count.textContent = `${mistakes} ${mistakes === 1 ? 'mistake' : 'mistakes'}`;
    count.classList.toggle('some', mistakes > 0);
  };

  toggle.onclick = () => fold(!all.hidden);
  clear.onclick = () => {
    list.replaceChildren();
    mistakes = 0;
    tell();
  };
  choice.onchange = () => {
    for (const item of list.children) filter(item as HTMLElement);
  };
  section.onkeydown = (event) => {
    if (event.key !== 'Escape' || all.hidden) return;
    fold(true);
    toggle.focus();
  };
  fold(memory.isFolded());

  return {
    add(row, at) {
      const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < AT_END_PX;
      const { item, say } = makeLine(row, at);
      filter(item);
      list.append(item);
      if (list.children.length > LINES_MOST) list.firstElementChild!.remove();
      if (row.kind === 'mistake') {
        mistakes++;
        tell();
        announced.textContent = `Mistake: ${row.title}`;
      }
      // Who scrolls back to read is left there.
      if (isAtEnd) list.scrollTop = list.scrollHeight;
      return { say };
    },
    describe(text) {
      person.textContent = text;
    },
  };
};
