// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type App,
  createApp,
  createSSRApp,
  defineComponent,
  h,
  KeepAlive,
  nextTick,
  type Ref,
  ref,
} from 'vue';
import { renderToString } from 'vue/server-renderer';
import {
  createKmqPlugin,
  useIdentify,
  type useKmq,
  usePageViews,
  useRecord,
  useTrackClick,
} from '../../../src/vue.js';
import { createSpy } from './spy.js';

let container: HTMLElement;
let app: App;
beforeEach(() => {
  container = document.createElement('div');
  document.body.append(container);
});
afterEach(() => {
  app?.unmount();
  container.remove();
});

const open = (setup: () => unknown, client = createSpy()) => {
  app = createApp({ setup: () => setup() ?? (() => null) });
  app.use(createKmqPlugin(client));
  app.mount(container);
  return client;
};
const click = (element: Element, type = 'click', button = 0) =>
  element.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, button }));

const Pricing = defineComponent({
  setup() {
    useRecord('Viewed Pricing', { Plan: 'Pro' });
    return () => 'Pricing';
  },
});

describe('useRecord', () => {
  it('records once for each component on the page', async () => {
    const shown = ref(true);
    const text = ref('a');
    const client = open(() => () => [shown.value && h(Pricing), text.value]);
    text.value = 'b';
    await nextTick();
    expect(client.calls).toEqual([['record', 'Viewed Pricing', { Plan: 'Pro' }]]);
    shown.value = false;
    await nextTick();
    shown.value = true;
    await nextTick();
    expect(client.calls).toHaveLength(2);
  });

  it('records a component that is kept alive once', async () => {
    const shown = ref(true);
    const client = open(() => () => h(KeepAlive, () => (shown.value ? h(Pricing) : undefined)));
    for (const value of [false, true]) {
      shown.value = value;
      await nextTick();
    }
    expect(client.calls).toHaveLength(1);
  });
});

describe('useIdentify', () => {
  it.each<[string, (string | null | undefined)[], unknown[][]]>([
    ['who is known', ['ada'], [['identify', 'ada']]],
    ['who becomes known', [undefined, 'ada'], [['identify', 'ada']]],
    ['nobody', [null], []],
    ['not known yet, then nobody', [undefined, null], []],
    ['who signs out', ['ada', null], [['identify', 'ada'], ['clearIdentity']]],
  ])('%s', async (_, persons, calls) => {
    const person: Ref<string | null | undefined> = ref(persons[0]);
    const client = open(() => useIdentify(person));
    for (const next of persons) {
      person.value = next;
      await nextTick();
    }
    expect(client.calls).toEqual(calls);
    app.unmount();
    person.value = 'somebody else';
    await nextTick();
    expect(client.calls).toEqual(calls);
  });

  it('takes a getter', () => {
    expect(open(() => useIdentify(() => 'ada')).calls).toEqual([['identify', 'ada']]);
  });
});

describe('usePageViews', () => {
  it('lets the client count addresses while the component is there', () => {
    const client = open(() => usePageViews());
    expect(client.calls).toEqual([['configure', { spa: true }]]);
    app.unmount();
    expect(client.calls.at(-1)).toEqual(['configure', { spa: false }]);
  });
});

describe('useTrackClick', () => {
  it('records each press once, and sends it, however often the component renders', async () => {
    const text = ref('a');
    const shown = ref(true);
    const client = open(() => {
      const docs = useTrackClick('Clicked Docs', { Place: 'Top' });
      return () => shown.value && h('a', { ref: docs }, h('b', text.value));
    });
    for (const value of ['b', 'c']) {
      text.value = value;
      await nextTick();
    }
    const link = container.querySelector('a')!;
    click(container.querySelector('b')!);
    click(link, 'auxclick', 1);
    click(link, 'auxclick', 2);
    expect(client.calls).toEqual([1, 2].map(() => ['record', 'Clicked Docs', { Place: 'Top' }]));
    expect(client.flushes).toBe(2);
    shown.value = false;
    await nextTick();
    click(link);
    expect(client.calls).toHaveLength(2);
  });

  it('takes a component for its element', () => {
    const Link = defineComponent(() => () => h('a', 'Docs'));
    const client = open(() => {
      const docs = useTrackClick('Clicked Docs');
      return () => h(Link, { ref: docs });
    });
    click(container.querySelector('a')!);
    expect(client.calls).toHaveLength(1);
  });
});

describe('without a page, or a plugin', () => {
  const All = defineComponent({
    setup() {
      usePageViews();
      useIdentify('ada');
      useRecord('Came');
      const docs = useTrackClick('Clicked');
      return () => h('a', { ref: docs }, 'text');
    },
  });

  it('renders on a server, where nothing is called, and is taken over in the browser (C34)', async () => {
    const client = createSpy();
    const html = await renderToString(createSSRApp(All).use(createKmqPlugin(client)));
    expect([html, client.calls]).toEqual(['<a>text</a>', []]);
    container.innerHTML = html;
    const warn = vi.spyOn(console, 'warn');
    app = createSSRApp(All).use(createKmqPlugin(client));
    app.mount(container);
    click(container.querySelector('a')!);
    expect(client.calls.map(([name]) => name).sort()).toEqual([
      'configure',
      'identify',
      'record',
      'record',
    ]);
    expect(warn).not.toHaveBeenCalled();
  });

  it('warns once, and throws nothing, where no client was provided', async () => {
    vi.resetModules();
    const fresh = await import('../../../src/vue.js');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    let kmq: ReturnType<typeof useKmq<false>> | undefined;
    app = createApp({
      setup() {
        fresh.useRecord('Came');
        kmq = fresh.useKmq();
        return () => null;
      },
    });
    app.mount(container);
    kmq!.record('A');
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
