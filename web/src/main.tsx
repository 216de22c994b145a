// Where the pages begin.

import { render } from 'preact';
import { App } from './shell/App.tsx';

const place = document.getElementById('app');
if (place) render(<App />, place);
