/** The panel's looks. A sheet made by a script needs no leave of a policy, as a style element would (C32). */
export const STYLE = `
:host {
  all: initial;
  --back: #fff; --text: #1b1f24; --dim: #57606a; --line: #d0d7de; --bad: #a40e26; --bad-back: #ffebe9; --link: #0550ae;
  position: fixed; inset: auto 12px 12px auto; z-index: 2147483647;
  width: min(460px, calc(100vw - 24px));
  font: 13px/1.45 system-ui, sans-serif; color: var(--text); color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --back: #161b22; --text: #e6edf3; --dim: #9aa4af; --line: #3d444d; --bad: #ff9492; --bad-back: #3c1618; --link: #79c0ff;
  }
}
@media print { :host { display: none; } }
[hidden] { display: none !important; }
section {
  display: flex; flex-direction: column; max-height: min(70vh, 560px); overflow: hidden;
  background: var(--back); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 6px 24px rgb(0 0 0 / .25);
}
.all { display: flex; flex-direction: column; min-height: 0; }
header, .bar { display: flex; align-items: center; gap: 8px; padding: 6px 10px; }
header { border-bottom: 1px solid var(--line); }
h2 { margin: 0; font-size: 13px; flex: 1; }
.bar { flex-wrap: wrap; color: var(--dim); border-bottom: 1px solid var(--line); }
.bar p { margin: 0; flex: 1 1 100%; overflow-wrap: anywhere; }
.bar label { flex: 1; }
button, select {
  font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 5px; padding: 2px 8px;
}
option { color: var(--text); background: var(--back); }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
.count { border-radius: 9px; padding: 0 7px; border: 1px solid var(--line); }
.count.some { color: var(--bad); border-color: var(--bad); font-weight: 600; }
ol { list-style: none; margin: 0; padding: 0; overflow: auto; min-height: 60px; }
li { border-bottom: 1px solid var(--line); }
li.mistake { background: var(--bad-back); }
.row { display: flex; gap: 8px; padding: 4px 10px; align-items: baseline; }
.row > :nth-child(3) { flex: 1; min-width: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; }
summary::marker { content: ''; }
time, .kind, .state { color: var(--dim); white-space: nowrap; font-variant-numeric: tabular-nums; }
.kind { min-width: 58px; }
.mistake .kind, .state.bad { color: var(--bad); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 10px; margin: 0; padding: 2px 10px 8px 24px; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.announced { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
