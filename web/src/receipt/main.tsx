/** Entry of the e-receipt: a page for a customer's phone, so it loads no more than it shows. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './receipt.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has a #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
