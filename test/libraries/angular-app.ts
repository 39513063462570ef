import '@angular/compiler';
import 'zone.js';
import { Component, provideZoneChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { clicks, createKmq, pageViews } from '../../dist/index.js';

const page = window as never as {
  _kmq: unknown[];
  /** Settings of a client that is made here, where the page has no snippet. */
  kmq?: { key: string; endpoint: string };
  /** Milliseconds from the first render until the app was stable, at least 1. */
  stable?: number;
  called?: boolean;
};

class App {
  constructor() {
    // What a component does as it begins, in the zone of Angular.
    const called = () => {
      page.called = true;
    };
    if (page.kmq) {
      const kmq = createKmq(page.kmq, [pageViews, clicks]);
      kmq.record('Shown', {}, called);
    } else page._kmq.push(['record', 'Shown', {}, called]);
  }
}
Component({ selector: 'app-root', template: '<button id="go">Go</button>' })(App);

const app = await bootstrapApplication(App, {
  providers: [provideZoneChangeDetection()],
});
const began = performance.now();
app.isStable.subscribe((isStable) => {
  if (isStable) page.stable ??= Math.ceil(performance.now() - began) || 1;
});
