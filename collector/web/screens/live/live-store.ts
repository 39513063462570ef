import { type StreamState, watchLive } from '../../api/live-stream.js';
import { type Acquaintances, createAcquaintances } from './acquaintances.js';
import {
  type Arrival,
  emptyFeed,
  type Feed,
  isMatch,
  pauseFeed,
  resumeFeed,
  takeArrival,
} from './feed.js';

/** Drawing ten times a second looks immediate and leaves the page its time. */
const DRAW_MILLISECONDS = 100;

export interface LiveStore {
  read: () => LiveView;
  /** Follows the stream while somebody watches; the answer stops it. */
  watch: (changed: () => void) => () => void;
  pause: () => void;
  resume: () => void;
  filter: (text: string) => void;
}

export interface LiveView {
  feed: Feed;
  state: StreamState;
  filter: string;
  /** Arrivals that the filter left out since it was set. */
  passedBy: number;
  /** Hits that the collector could not hand over fast enough. */
  lost: number;
  acquaintances: Acquaintances;
}

/** The live feed of a site: it keeps its rows while other pages are open. */
export const createLiveStore = (site: string): LiveStore => {
  let view: LiveView = {
    feed: emptyFeed,
    state: 'connecting',
    filter: '',
    passedBy: 0,
    lost: 0,
    acquaintances: createAcquaintances(),
  };
  let last = { seq: 0, received: '' };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let draw: (() => void) | undefined;

  const change = (part: Partial<LiveView>) => {
    view = { ...view, ...part };
    timer ??= setTimeout(() => {
      timer = undefined;
      draw?.();
    }, DRAW_MILLISECONDS);
  };

  const take = (arrival: Arrival) => {
    if (isMatch(arrival, view.filter)) {
      change({ feed: takeArrival(view.feed, arrival) });
    } else {
      change({ passedBy: view.passedBy + 1 });
    }
  };

  return {
    read: () => view,
    watch: (changed) => {
      draw = changed;
      const stop = watchLive(site, {
        onHit: (hit) => {
          // The collector repeats its latest hits at the start of a stream; a new data folder counts anew.
          const { seq = last.seq + 1, received = hit.time } = hit;
          if (seq <= last.seq && received <= last.received) return;
          last = { seq, received };
          view.acquaintances.meet(hit);
          take({ type: 'hit', hit });
        },
        onRejected: (rejection) => take({ type: 'rejected', rejection }),
        onLost: (count) => change({ lost: view.lost + count }),
        onState: (state) => change({ state }),
      });
      return () => {
        stop();
        clearTimeout(timer);
        timer = undefined;
        draw = undefined;
      };
    },
    pause: () => change({ feed: pauseFeed(view.feed) }),
    resume: () => change({ feed: resumeFeed(view.feed) }),
    filter: (text) => change({ filter: text, passedBy: 0 }),
  };
};

const stores = new Map<string, LiveStore>();

/** The one store of a site in this tab. */
export const liveStoreOf = (site: string): LiveStore => {
  const store = stores.get(site) ?? createLiveStore(site);
  stores.set(site, store);
  return store;
};
