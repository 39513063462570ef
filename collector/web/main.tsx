// Before the screens, whose own styles refine these.
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

import { render } from 'preact';
import { App } from './app.js';

const root = document.getElementById('app');
if (root) render(<App />, root);
