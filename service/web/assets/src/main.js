import 'pretendard-gov/dist/web/variable/pretendardvariable-gov-dynamic-subset.css';
import 'krds-uiux/resources/css/token/krds_tokens.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/components.css';
import './styles/forms.css';
import './styles/inbox.css';
import './styles/document.css';
import './styles/office.css';
import './styles/work.css';
import './styles/print.css';
import 'htmx.org';
import { hydrate, releaseLost } from './islands.js';
import { startKeyboard } from './keyboard.js';
import { startMenus } from './menus.js';
import { guardSubmits } from './submits.js';
import { announceSwap } from './swaps.js';

startKeyboard();
startMenus();
guardSubmits();

document.addEventListener('htmx:after:settle', (event) => {
  releaseLost();
  hydrate(event.target);
  announceSwap(event.target);
});

hydrate(document);
