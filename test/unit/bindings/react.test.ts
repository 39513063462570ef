// @vitest-environment jsdom
import {
  act,
  createElement,
  Fragment,
  type FunctionComponent,
  lazy,
  type ReactNode,
  StrictMode,
  Suspense,
  startTransition,
  useState,
} from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  KmqProvider,
  useIdentify,
  useKmq,
  usePageViews,
  useRecord,
  useTrackClick,
} from '../../../src/react.js';
import { createSpy } from './spy.js';

const page = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
let container: HTMLElement;
beforeEach(() => {
  page.IS_REACT_ACT_ENVIRONMENT = true;
  container = document.createElement('div');
  document.body.append(container);
});
afterEach(() => {
  container.remove();
  delete page.IS_REACT_ACT_ENVIRONMENT;
});

/** Renders in StrictMode, below a provider. */
const open = async (client = createSpy()) => {
  const root = createRoot(container);
  return {
    client,
    show: (children: ReactNode) =>
      act(() =>
        root.render(
          createElement(StrictMode, null, createElement(KmqProvider, { client }, children)),
        ),
      ),
    end: () => act(() => root.unmount()),
  };
};

const Pricing: FunctionComponent<{ plan?: string }> = ({ plan }) => {
  useRecord('Viewed Pricing', { Plan: plan });
  return plan;
};
const SignedIn: FunctionComponent<{ person: string | null | undefined }> = ({ person }) => {
  useIdentify(person);
  return null;
};

describe('useRecord', () => {
  it('records once for each component on the page, in StrictMode, too (C34)', async () => {
    const { client, show } = await open();
    await show(createElement(Pricing, { plan: 'Pro' }));
    expect(client.calls).toEqual([['record', 'Viewed Pricing', { Plan: 'Pro' }]]);
    await show(createElement(Pricing, { plan: 'Team' }));
    expect(client.calls).toHaveLength(1);
    await show(createElement(Fragment));
    await show(createElement(Pricing, { plan: 'Team' }));
    expect(client.calls.slice(1)).toEqual([['record', 'Viewed Pricing', { Plan: 'Team' }]]);
  });

  it('records another name of the same component', async () => {
    const Named = ({ name }: { name: string }) => useRecord(name) as never;
    const { client, show } = await open();
    await show(createElement(Named, { name: 'A' }));
    await show(createElement(Named, { name: 'B' }));
    expect(client.calls).toEqual([
      ['record', 'A'],
      ['record', 'B'],
    ]);
  });

  it('does not hear of a render that was given up', async () => {
    let suspend: Promise<never> | undefined;
    const Waits = () => {
      useRecord('Came');
      if (suspend) throw suspend;
      return null;
    };
    const { client, show } = await open();
    suspend = new Promise(() => undefined);
    await show(createElement(Suspense, { fallback: 'wait' }, createElement(Waits)));
    expect(client.calls).toEqual([]);
    suspend = undefined;
    await show(createElement(Suspense, { fallback: 'wait' }, createElement(Waits)));
    expect(client.calls).toEqual([['record', 'Came']]);
  });

  it('records once where a lazy part and a transition are rendered concurrently', async () => {
    const Part = lazy(async () => ({ default: Pricing }));
    let go: (to: string) => void = () => undefined;
    const App = () => {
      const [at, setAt] = useState('home');
      go = setAt;
      return at === 'home'
        ? null
        : createElement(Suspense, null, createElement(Part, { plan: at }));
    };
    const { client, show } = await open();
    await show(createElement(App));
    await act(async () => startTransition(() => go('Pro')));
    expect(client.calls).toEqual([['record', 'Viewed Pricing', { Plan: 'Pro' }]]);
  });
});

describe('useIdentify', () => {
  it.each<[string, (string | null | undefined)[], unknown[][]]>([
    ['who is known', ['ada'], [['identify', 'ada']]],
    ['who becomes known', [undefined, 'ada'], [['identify', 'ada']]],
    ['nobody', [null], []],
    ['not known yet, then nobody', [undefined, null], []],
    ['who signs out', ['ada', null], [['identify', 'ada'], ['clearIdentity']]],
    [
      'who signs in as somebody else',
      ['ada', null, 'bob'],
      [['identify', 'ada'], ['clearIdentity'], ['identify', 'bob']],
    ],
  ])('%s', async (_, persons, calls) => {
    const { client, show } = await open();
    for (const person of persons) await show(createElement(SignedIn, { person }));
    // StrictMode repeats the first: to identify the same person twice is nothing to the client.
    const distinct = client.calls.filter(
      (call, n) => JSON.stringify(call) !== JSON.stringify(client.calls[n - 1]),
    );
    expect(distinct).toEqual(calls);
  });
});

describe('usePageViews', () => {
  it('lets the client count addresses while the component is there', async () => {
    const Views = () => usePageViews('hash') as never;
    const { client, show } = await open();
    await show(createElement(Views));
    expect(client.calls.at(-1)).toEqual(['configure', { spa: 'hash' }]);
    await show(null);
    expect(client.calls.at(-1)).toEqual(['configure', { spa: false }]);
  });
});

describe('useTrackClick', () => {
  const Docs = ({ place, shown = true }: { place: string; shown?: boolean }) => {
    const ref = useTrackClick('Clicked Docs', { Place: place });
    return shown
      ? createElement('a', { ref, href: '#docs' }, createElement('b', null, 'Docs'))
      : null;
  };
  const press = (selector: string, type = 'click', button = 0) =>
    container
      .querySelector(selector)!
      .dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, button }));

  it('records each press once, with the properties of then, and sends it', async () => {
    const { client, show } = await open();
    await show(createElement(Docs, { place: 'Top' }));
    press('b');
    await show(createElement(Docs, { place: 'Foot' }));
    press('a');
    press('a', 'auxclick', 1);
    press('a', 'auxclick', 2);
    expect(client.calls).toEqual(
      ['Top', 'Foot', 'Foot'].map((Place) => ['record', 'Clicked Docs', { Place }]),
    );
    expect(client.flushes).toBe(3);
  });

  it('lets go of an element that is gone', async () => {
    const { client, show } = await open();
    await show(createElement(Docs, { place: 'Top' }));
    const gone = container.querySelector('a')!;
    await show(createElement(Docs, { place: 'Top', shown: false }));
    gone.click();
    await show(createElement(Docs, { place: 'Top' }));
    press('a');
    expect(client.calls).toHaveLength(1);
  });

  it('counts a press of a label once', async () => {
    const Agree = () =>
      createElement(
        'label',
        { ref: useTrackClick('Agreed') },
        createElement('input', { type: 'checkbox' }),
        createElement('b', null, 'Yes'),
      );
    const { client, show } = await open();
    await show(createElement(Agree));
    press('b');
    expect(client.calls).toHaveLength(1);
    press('input');
    expect(client.calls).toHaveLength(2);
  });
});

describe('without a page, or a provider', () => {
  const All = () => {
    usePageViews();
    useIdentify('ada');
    useRecord('Came');
    const ref = useTrackClick('Clicked');
    return createElement('a', { href: '#a', ref }, 'text');
  };

  it('renders on a server, where nothing is called, and is taken over in the browser (C34)', async () => {
    const client = createSpy();
    const app = createElement(KmqProvider, { client }, createElement(All));
    const error = vi.spyOn(console, 'error');
    container.innerHTML = renderToString(app);
    expect(container.innerHTML).toBe('<a href="#a">text</a>');
    expect(client.calls).toEqual([]);
    await act(() => void hydrateRoot(container, app));
    container.querySelector('a')!.click();
    expect(client.calls.map(([name]) => name)).toEqual([
      'configure',
      'identify',
      'record',
      'record',
    ]);
    expect(error).not.toHaveBeenCalled();
  });

  it('warns once, and throws nothing, where no client was provided', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    let kmq: ReturnType<typeof useKmq<false>> | undefined;
    const Asks = () => {
      kmq = useKmq();
      return createElement(All);
    };
    await act(() => createRoot(container).render(createElement(Asks)));
    kmq!.record('A');
    kmq!.set({ b: 1 });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
